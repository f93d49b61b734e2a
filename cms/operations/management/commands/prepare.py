from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from cms.operations import preparation
from cms.pages.actions import lay_out_site_once


class Command(BaseCommand):
    help = "Brings tables, first pages, static files and texts up to date; the embedded installation gets its demo, once."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._prepare()
        except DatabaseError as problem:
            raise CommandError(f"The database can't be prepared: {problem}.") from problem
        except OSError as problem:
            raise CommandError(
                f"A file can't be written: {problem.strerror} ({problem.filename}). "
                "Make room on the disk, or choose another folder with DATA=."
            ) from problem

    def _prepare(self) -> None:
        if preparation.is_prepared():
            return
        self.stdout.write("Preparing the database (the first time takes half a minute) …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("compile_texts", verbosity=0)
        # Before there is a network, visitors find Wagtail's empty welcome page otherwise.
        lay_out_site_once()
        if not settings.DEBUG and not settings.COLLECTED:
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", verbosity=0, interactive=False)
        if settings.EMBEDDED:
            self._load_demo_once()
            preparation.remember_prepared()

    def _load_demo_once(self) -> None:
        if preparation.has_demo():
            return
        self.stdout.write("Loading the demo …")
        call_command("demo", stdout=(accounts := StringIO()))
        (settings.DATA / preparation.ACCOUNTS).write_text(accounts.getvalue())
