from __future__ import annotations

import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.operations.maintenance import close_site, is_maintained, open_site


class Command(BaseCommand):
    help = "Closes the site to everybody but central staff, or opens it again; without a word it says which it is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("wanted", nargs="?", choices=["on", "off"])
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, wanted: str | None, json: bool, **options: object) -> None:
        if wanted == "on":
            close_site()
        elif wanted == "off":
            open_site()
            if settings.MAINTENANCE:
                raise CommandError(
                    "The site stays closed: MAINTENANCE is set. Unset it and restart the web server."
                )
        closed = is_maintained()
        if json:
            self.stdout.write(_as_json(closed))
        elif closed:
            self.stdout.write("The site is closed: everybody but central staff reads when to come back.")
        else:
            self.stdout.write("The site is open.")


def _as_json(closed: bool) -> str:
    return json.dumps({"maintenance": closed})
