"""What telling many people costs: writing notices, delivering them, and a sweep that finds nothing to do.

`python -m tests.bench_mail PORT` is a mail server that takes everything, in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

TOLD, DELIVERED = 10_000, 1_000
COHORTS, TRAINEES, RELEASES = 100, 100, 12


def figures(cohort_id: int, cpu: Callable[[], float]) -> list[tuple[str, float, str, float, bool]]:
    """(name, value, unit, target, whether more is better); `cpu` reads seconds of CPU. Needs 10,000 people."""
    return [_writing(cohort_id, cpu), _delivering(), *_idle_sweep(cohort_id, cpu)]


def _writing(cohort_id: int, cpu: Callable[[], float]) -> tuple[str, float, str, float, bool]:
    from django.db import transaction
    from django.utils import timezone

    from cms.notices.actions import write_notices
    from cms.people.models import User
    from courses.cohorts.models import Cohort

    now, network = timezone.now(), Cohort.all_objects.get(pk=cohort_id).network
    facts = {"mistake": 1, "lesson": "Before you write", "network": network.name, "reported": "It is 18."}
    people = User.objects.order_by("pk")[:TOLD]
    start = cpu()
    with transaction.atomic():
        told = write_notices(
            User.objects.filter(pk__in=people.values("pk")),
            kind="mistake_answered",
            subject="bench",
            facts=lambda language: facts | {"answer": "Thank you."},
            network=network,
            due=now,
            now=now,
        )
    return (f"{told:,} notices written: CPU", cpu() - start, "s", 10, False)


def _delivering() -> tuple[str, float, str, float, bool]:
    from django.conf import settings

    from cms.core.enums import JobState
    from cms.notices import delivery
    from cms.notices.draining import drain
    from cms.notices.enums import Urgency
    from cms.notices.models import Notice
    from tests.cms.notices.servers import free_port

    settings.EMAIL_BACKEND = "cms.notices.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.MAIL_PACE = {"*": 10**9}
    first = Notice.objects.filter(subject="bench").order_by("pk")[:DELIVERED].values("pk")
    chosen = Notice.objects.filter(pk__in=list(first.values_list("pk", flat=True)))
    chosen.update(urgency=Urgency.AT_ONCE)
    # Loading told thousands that their cohort has started.
    Notice.objects.exclude(subject="bench").delete()
    _settle_disk()
    with _mail_server(settings.EMAIL_PORT):
        start = time.perf_counter()
        while drain(Notice, delivery.deliver):
            pass
        seconds = time.perf_counter() - start
    assert chosen.filter(state=JobState.DONE).count() == DELIVERED
    return ("e-mails delivered by one worker", DELIVERED / seconds, "a second", 50, True)


def _settle_disk() -> None:
    """What loading has left to write would be waited for at each commit; what still reads, keep old rows alive."""
    from django.db import connection, connections

    connections["snapshot"].close()

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("ANALYZE")


@contextmanager
def _mail_server(port: int) -> Iterator[None]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench_mail", str(port)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None and server.stdout.readline() == "ready\n"
        yield
    finally:
        server.terminate()
        server.wait()


def _idle_sweep(cohort_id: int, cpu: Callable[[], float]) -> list[tuple[str, float, str, float, bool]]:
    from django.utils import timezone

    from cms.core.sweep import sweep
    from cms.notices.models import Notice

    now = timezone.now()
    Notice.objects.all().delete()
    _fill(cohort_id, now)
    sweep(now)
    sweep(now)
    start = cpu()
    for _ in range(10):
        sweep(now)
    name = f"idle sweep, {COHORTS} × {TRAINEES} × {RELEASES}: CPU"
    return [(name, (cpu() - start) * 100, "ms", 50, False)]


def _fill(cohort_id: int, now: Any) -> None:
    from cms.people.models import User
    from courses.cohorts.enums import CohortState
    from courses.cohorts.models import Cohort, Enrolment, Release

    like = Cohort.all_objects.get(pk=cohort_id)
    starts = (now - timedelta(days=60)).date()
    cohorts = []
    for number in range(COHORTS):
        cohort = Cohort(
            network=like.network,
            course_key=like.course_key,
            name=f"Bench {number}",
            languages=["en"],
            time_zone="Africa/Dakar",
            enrolment_opens_on=starts - timedelta(days=30),
            enrolment_closes_on=starts,
            starts=starts,
            ends=(now + timedelta(days=120)).date(),
            state=CohortState.RUNNING,
            syllabus=like.syllabus,
        )
        cohort.derive_instants()
        cohorts.append(cohort)
    Cohort.all_objects.bulk_create(cohorts)
    releases = []
    for cohort in cohorts:
        for week in range(RELEASES):
            release = Release(
                cohort=cohort, module_key=uuid.uuid4(), day_offset=7 * week, due_offset=7 * week + 7
            )
            release.derive_instants()
            release.released_at = release.opens_at if release.opens_at <= now else None
            releases.append(release)
    Release.objects.bulk_create(releases)
    people = iter(User.objects.order_by("pk").values_list("pk", flat=True)[: COHORTS * TRAINEES])
    Enrolment.all_objects.bulk_create(
        Enrolment(
            cohort=cohort,
            user_id=next(people),
            language="en",
            enrolled_at=cohort.starts_at,
            syllabus=like.syllabus,
        )
        for cohort in cohorts
        for _ in range(TRAINEES)
    )
    _settle_disk()


if __name__ == "__main__":
    from tests.cms.notices.servers import Postman, mail_server

    with mail_server(Postman(), int(sys.argv[1])):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            time.sleep(3600)
