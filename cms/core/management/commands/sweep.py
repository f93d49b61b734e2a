from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cms.core import sweep as engine


class Command(BaseCommand):
    help = "Runs the sweep once: opens, starts, releases, reminds, closes and awards what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            metavar="ISO-TIME",
            help="as if it were this time, with its offset; default: now",
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="print one JSON object: step → things changed",
        )

    def handle(self, *, at: str | None, json: bool, **options: object) -> None:
        now = _moment(at) if at else timezone.now()
        try:
            done = engine.sweep(now)
        except engine.SweepBroken as problem:
            raise CommandError(f"{problem}. The log says why; the other steps are done.") from problem
        if not at:
            engine.beat(engine.HEARTBEAT, at=now)
        self.stdout.write(
            _as_json(done) if json else "\n".join(f"{step}: {count}" for step, count in done.items())
        )


def _as_json(done: dict[str, int]) -> str:
    return json.dumps(done)


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise CommandError(f"“{text}” is not a time with its offset; write it as 2027-03-22T09:00:00+00:00.")
    return moment
