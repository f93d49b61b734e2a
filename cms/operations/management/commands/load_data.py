from __future__ import annotations

import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.core.wiring import load


class Command(BaseCommand):
    help = "Loads a data set for measuring into the current database: one running cohort."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=int, default=1000, metavar="N")
        parser.add_argument("--activities", type=int, default=20, metavar="M")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, learners: int, activities: int, json: bool, **options: object) -> None:
        if not settings.EMBEDDED:
            raise CommandError("This database is in production; data for measuring is loaded elsewhere.")
        if learners < 1 or activities < 1:
            raise CommandError("Give at least one learner and one activity.")
        for step in load("LOAD_STEPS"):
            cohort = step(learners=learners, activities=activities, now=timezone.now())
            self.stdout.write(_as_json(cohort.pk) if json else f"cohort: {cohort.pk}")


def _as_json(cohort: int) -> str:
    return json.dumps({"cohort": cohort})
