from __future__ import annotations

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.cohorts.actions.move import recompute_dates
from courses.cohorts.enums import SEATED_STATES
from courses.cohorts.models import Cohort, Enrolment


class Command(BaseCommand):
    help = "Derives the dates of cohorts anew, after the rules of a time zone have changed, and tells their people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would move, and move nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON list, an object a cohort")

    def handle(self, *, dry_run: bool, json: bool, **options: object) -> None:
        found = recompute_dates(timezone.now(), dry_run=dry_run)
        said = [
            {
                "cohort": cohort.pk,
                "name": cohort.name,
                "time_zone": cohort.time_zone,
                "dates": len(shifts),
                "people": _seated(cohort),
            }
            for cohort, shifts in found
        ]
        if json:
            self.stdout.write(_as_json(said))
            return
        for one in said:
            self.stdout.write(
                "{name} (cohort {cohort}, {time_zone}): {dates} dates, {people} people".format(**one)
            )
        self.stdout.write(f"{len(said)} cohorts {'would move' if dry_run else 'moved'}.")


def _as_json(said: list[dict[str, object]]) -> str:
    return json.dumps(said)


def _seated(cohort: Cohort) -> int:
    return Enrolment.all_objects.filter(cohort=cohort, state__in=SEATED_STATES).count()
