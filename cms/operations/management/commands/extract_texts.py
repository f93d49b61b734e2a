from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from cms.operations import texts


class Command(BaseCommand):
    help = (
        "Finds the texts of the interface in code and templates and writes them into locale/<language>/LC_MESSAGES/django.po "
        "of each package, beside the translations that are there. Texts that nothing says any more go. A language that is "
        "named for the first time gets its files, with its own plural forms."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--language",
            action="append",
            choices=texts.LANGUAGES,
            metavar="CODE",
            help="A language to write, such as fr; without it, each of settings.LANGUAGES.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        spoken = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        languages = options["language"] or spoken
        for folder in map(Path, settings.LOCALE_PATHS):
            said = texts.found(folder.parent)
            for language in languages:
                self._write(folder, language, said)

    def _write(self, folder: Path, language: str, said: texts.Catalog) -> None:
        path = folder / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts.written(said, texts.kept(path, language), language), encoding="utf-8")
        missing = sum(not texts.is_translated(message) for message in texts.kept(path, language))
        self.stdout.write(
            f"{path.relative_to(folder.parent.parent)}: {len(said)} texts, {missing} without a translation."
        )
