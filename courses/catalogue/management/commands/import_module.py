from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.core.errors import Refusal
from cms.networks.models import Network
from cms.people.models import User
from courses.catalogue.actions import import_package
from courses.catalogue.models import Step
from courses.catalogue.packages.package import PackageRefused, read_package
from courses.catalogue.packages.report import ImportReport, Outcome, ReportLine


class Command(BaseCommand):
    help = "Imports a module from a folder or a zip of Markdown, images and quizzes; all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path, help="the folder or zip with module.yaml")
        parser.add_argument(
            "--network",
            metavar="SLUG",
            required=True,
            help="the network that owns the module",
        )
        parser.add_argument(
            "--by",
            metavar="EMAIL",
            help="who imports; default: the first of central staff",
        )
        parser.add_argument("--dry-run", action="store_true", help="report everything and write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(
        self,
        *,
        path: Path,
        network: str,
        by: str | None,
        dry_run: bool,
        json: bool,
        **options: object,
    ) -> None:
        owner, person = _network(network), _person(by)
        told = None if json or not self.stdout.isatty() else self._tell
        try:
            package = read_package(path, kinds=Step.kinds())
            report = import_package(
                owner,
                package=package,
                by=person,
                now=timezone.now(),
                dry_run=dry_run,
                told=told,
            )
        except PackageRefused as refused:
            if json:
                self.stdout.write(_refused_as_json(refused))
            else:
                for problem in refused.problems:
                    self.stderr.write(str(problem))
            raise CommandError(
                f"Nothing was imported: the package has {_some(len(refused.problems), 'problem')}."
                " Correct the lines named and import again."
            ) from refused
        except Refusal as refused:
            raise CommandError(f"Nothing was imported: {refused}") from refused
        if json:
            self.stdout.write(_report_as_json(report))
        else:
            if told is None:
                for line in report.lines:
                    self._tell(line)
            self.stdout.write(_closing(report))

    def _tell(self, line: ReportLine) -> None:
        self.stdout.write(f"{line.language}  {line.outcome.value:<12}{line.step or 'module'}")


def _network(slug: str) -> Network:
    network = Network.objects.filter(slug=slug).first()
    if network is None:
        known = ", ".join(Network.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no network “{slug}”; known are: {known}.")
    return network


def _person(email: str | None) -> User:
    people = User.objects.filter(is_active=True)
    person = people.filter(email__iexact=email) if email else people.filter(is_superuser=True)
    found = person.order_by("pk").first()
    if found is None:
        wanted = (
            f"There is no active account “{email}”." if email else "There is no central staff account yet."
        )
        raise CommandError(f"{wanted} Name an account with --by EMAIL.")
    return found


def _closing(report: ImportReport) -> str:
    counts = ", ".join(f"{report.count(outcome)} {outcome.value}" for outcome in Outcome)
    order = ", put in another order" if report.reordered else ""
    if report.dry_run:
        return f"Dry run, nothing was written. {report.title}: {counts}{order}."
    drafts = "" if report.published else " Kept as drafts: a reviewer publishes them."
    return f"{report.title}: {counts}{order}.{drafts}"


def _report_as_json(report: ImportReport) -> str:
    return json.dumps(
        {
            "module": str(report.module_key),
            "dry_run": report.dry_run,
            "published": report.published,
            "reordered": report.reordered,
            **{outcome.value: report.count(outcome) for outcome in Outcome},
            "lines": [
                {"step": x.step, "language": x.language, "outcome": x.outcome.value} for x in report.lines
            ],
        }
    )


def _refused_as_json(refused: PackageRefused) -> str:
    problems: list[dict[str, Any]] = [
        {"file": p.file, "line": p.line, "sentence": p.sentence} for p in refused.problems
    ]
    return json.dumps({"problems": problems}, ensure_ascii=False)


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
