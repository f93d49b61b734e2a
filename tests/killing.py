"""What the kill test needs as processes of their own.

`python -m tests.killing serve` is the embedded installation under its supervisor, without
web server. `python -m tests.killing work COHORT …` enrols, teaches and
sweeps, cohort by cohort, until nothing is left to do; a cohort's turn comes when most of what the
earlier ones have to tell is told, so that the work goes on while it is disturbed.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path

from django.conf import settings

from cms.operations import parts
from cms.operations.parts import Part
from cms.operations.supervisor import Supervisor, lock
from cms.operations.watcher import start_watcher

PEOPLE = 10
DILIGENT = 2
STILL_WAITING = 15
HALT = 1.0


def people_of(cohort: int) -> list[str]:
    """Each cohort has its own: what may wait comes to one person once a day."""
    return [f"trainee-{number}-{cohort}@example.org" for number in range(PEOPLE)]


class WithoutWeb(Supervisor):
    def __init__(self) -> None:
        super().__init__(start_watcher(), port=0)
        self.announced = True

    def others(self) -> list[Part]:
        return [*parts.workers(self.pipe), parts.beat(self.pipe)]

    def _prepare(self) -> None:
        """The test has made the tables."""


def serve() -> None:
    with lock(Path(settings.DATA)):
        WithoutWeb().run()


def work(cohorts: list[int]) -> None:
    import django

    django.setup()
    logging.getLogger().handlers.clear()
    for cohort in cohorts:
        _teach(cohort)
        _sweep_until_only(STILL_WAITING)
    _sweep_until_only(0)


def _teach(cohort_id: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from cms.people.models import User
    from courses.cohorts.actions import enrol
    from courses.cohorts.enums import CohortState
    from courses.cohorts.models import Cohort, Enrolment
    from courses.learning.actions import completion_of, record_result
    from courses.learning.enums import ResultSource

    with transaction.atomic():  # the clock starts a cohort that it finds open, and would miss who comes later
        Cohort.all_objects.filter(pk=cohort_id).update(state=CohortState.OPEN)
        cohort = Cohort.all_objects.get(pk=cohort_id)
        for email in people_of(cohort_id):
            enrol(cohort, user=User.objects.get(email=email), now=timezone.now())
    _sweep()
    for enrolment in Enrolment.all_objects.filter(cohort=cohort).order_by("pk")[:DILIGENT]:
        for missing in completion_of(enrolment).missing:
            record_result(enrolment, step_key=missing.key, now=timezone.now(), source=ResultSource.READ)
    _sweep()


def _sweep_until_only(most: int) -> None:
    """Until no more than `most` jobs are left to do. It sweeps where the work has come to a halt, for
    every sweep enqueues again what still waits in the queue."""
    from assessments.certificates.models import Rendering
    from cms.core.enums import JobState
    from cms.notices.models import Notice

    before, since = 0, time.monotonic()
    while (
        waiting := sum(job.objects.filter(state=JobState.WAITING).count() for job in (Notice, Rendering))
    ) > most:
        if waiting != before:
            before, since = waiting, time.monotonic()
        elif time.monotonic() - since > HALT:
            _sweep()
            since = time.monotonic()
        time.sleep(0.05)


def _sweep() -> None:
    from django.utils import timezone

    from cms.core.sweep import sweep

    sweep(timezone.now())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")
    if sys.argv[1] == "serve":
        serve()
    else:
        work([int(number) for number in sys.argv[2:]])
