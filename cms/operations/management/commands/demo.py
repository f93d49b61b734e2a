from __future__ import annotations

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.core.wiring import load
from cms.people.demo import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Loads the demo: networks, courses, cohorts in every state and an account for each role. Twice is the same as once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the accounts as one JSON object")

    def handle(self, *, json: bool, **options: object) -> None:
        now = timezone.now()
        for load_part in load("DEMO_LOADERS"):
            if self.stdout.isatty():
                self.stderr.write(f"{load_part.__module__} …")
            load_part(now)
        self.stdout.write(_as_json() if json else demo_accounts())


def demo_accounts() -> str:
    """The accounts and their one password, as `make run` prints them."""
    width = max(len(account.email) for account in ACCOUNTS)
    lines = [f"  {account.email:<{width}}  {account.does}" for account in ACCOUNTS]
    return "\n".join([f"Demo accounts, all with the password {PASSWORD}", *lines])


def _as_json() -> str:
    return json.dumps(
        {"password": PASSWORD, "accounts": {account.email: account.does for account in ACCOUNTS}}
    )
