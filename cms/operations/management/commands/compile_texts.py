from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compiles the translations of the interface (.po) for Django (.mo) where they have changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        compiled = sum(
            _compile(po) for folder in settings.LOCALE_PATHS for po in sorted(Path(folder).rglob("*.po"))
        )
        if options["verbosity"]:
            self.stdout.write(f"{compiled} translation files compiled.")


def _compile(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return False
    try:
        with po.open("rb") as file:
            catalog = read_po(file, locale=po.parent.parent.name, abort_invalid=True)
    except (PoFileError, ValueError) as problem:
        raise CommandError(f"{po} can't be read: {problem}") from problem
    half = mo.with_suffix(".half")
    with half.open("wb") as file:
        write_mo(file, catalog)
    half.replace(mo)
    return True
