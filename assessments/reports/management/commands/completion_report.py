from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessments.reports.completion_report import CompletionReport
from assessments.reports.csv_form import Cell, csv_chunks
from courses.cohorts.models import Cohort

SAID_EVERY = 1000


class Command(BaseCommand):
    help = "Writes the completion report of a cohort to a file: one row an enrolment, one column a step."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", metavar="OUT", help="the file to write; one that exists is replaced")
        parser.add_argument("--cohort", metavar="ID", type=int, required=True, help="the cohort's number")
        parser.add_argument("--format", choices=["csv"], default="csv", help="default: csv")
        parser.add_argument(
            "--language",
            choices=settings.SWITCHER_LANGUAGES,
            default=settings.LANGUAGE_CODE,
            help="of headings and words",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object: rows written, file")

    def handle(self, *, out: str, cohort: int, language: str, **options: object) -> None:
        found = Cohort.all_objects.filter(pk=cohort).first()
        if found is None:
            raise CommandError(f"There is no cohort {cohort}.")
        report = CompletionReport(found, language=language)
        written = Counted(report.all_rows(), said=self._said if sys.stderr.isatty() else None)
        try:
            _write(Path(out), csv_chunks(report.header(), written))
        except OSError as problem:
            raise CommandError(f"{out} can't be written: {problem.strerror}.") from problem
        if options["json"]:
            self.stdout.write(json.dumps({"rows": written.count, "file": out}))
        else:
            self.stdout.write(f"{written.count} rows in {out}")

    def _said(self, count: int) -> None:
        self.stderr.write(f"{count} rows", style_func=str)


class Counted:
    """Passes rows on and counts them, aloud every thousand where `said` is given."""

    def __init__(self, rows: Iterable[list[Cell]], *, said: Callable[[int], None] | None) -> None:
        self.rows, self.said, self.count = rows, said, 0

    def __iter__(self) -> Iterator[list[Cell]]:
        for row in self.rows:
            self.count += 1
            if self.said and self.count % SAID_EVERY == 0:
                self.said(self.count)
            yield row


def _write(path: Path, chunks: Iterator[bytes]) -> None:
    """Whole or not at all: a report that broke off must not look like one."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as half:
        try:
            half.writelines(chunks)
        except BaseException:
            Path(half.name).unlink(missing_ok=True)
            raise
    Path(half.name).chmod(0o644)
    Path(half.name).replace(path)
