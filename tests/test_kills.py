"""Broker, worker and the worker's children may be killed at any moment: nothing is lost, nothing done twice."""

from __future__ import annotations

import email
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import F, Max
from django.utils import timezone

from assessments.certificates.models import Certificate, Rendering
from cms.core.enums import JobState
from cms.networks.enums import NetworkKind
from cms.notices.enums import Urgency
from cms.notices.models import Digest, Notice
from cms.notices.post import message_id
from courses.catalogue.models import CoursePage
from courses.catalogue.models.course import CourseAward
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.learning.models import Progress
from tests.cast import make_course, make_module, make_network, make_person
from tests.cms.operations.platform import ROOT, Platform, eventually, processes
from tests.killing import DILIGENT, PEOPLE, people_of

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

SEEDS = range(3, 3 + int(os.environ.get("KILL_RUNS", "1")))
COHORTS = 5
MODULES = 3
ENROLLED, CERTIFIED = COHORTS * PEOPLE, COHORTS * DILIGENT
# To everybody of the seat, the start, each module and the one that is due; and of each certificate.
NOTICES = ENROLLED * (MODULES + 3) + CERTIFIED
# The modules come together, in the one e-mail of the day.
MAILS = ENROLLED * 4 + CERTIFIED
KILLED = ["broker", "broker", "delivery", "rendering", "child", "child", "beat"]
PATIENCE = 150


class Installation:
    """Broker and worker on the database of the test."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.platform = Platform(data, 0)
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.local",
            "DATA": str(data),
            "DATABASE_URL": database_url(),
            "SITE_URL": settings.SITE_URL,
            "JOB_LEASE": "4",
            "QUIET_HOURS": "",
        }

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.killing", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment)

    def kill(self, name: str) -> None:
        """A part, or a child of the worker that delivers."""
        found = eventually(self.child if name == "child" else lambda: self.platform.part(name))
        os.kill(found, signal.SIGKILL)

    def child(self) -> int:
        worker = self.platform.part("delivery")
        return min((pid for pid, parent, _ in processes() if worker and parent == worker), default=0)

    def mails(self) -> list[str]:
        files = (self.data / "outbox").glob("*.eml")
        return [email.message_from_bytes(file.read_bytes())["Message-ID"] for file in files]


def database_url() -> str:
    name = str(connections["default"].settings_dict["NAME"])
    given = os.environ.get("TEST_DATABASE_URL")
    return urlsplit(given)._replace(path=f"/{name}").geturl() if given else f"sqlite:///{quote(name)}"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path)
    process = installation.run("serve")
    installation.platform.process = process  # type: ignore[assignment]  # bytes or text, nobody reads it
    try:
        yield installation
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def course() -> CoursePage:
    host = make_network("wacap", NetworkKind.EMERGING, by=make_person("central", central=True))
    modules = [make_module(host, f"Module {number}") for number in range(MODULES)]
    course = make_course(host, "A request", *modules)
    CourseAward.objects.create(course=course, titles={"en": "Certificate of completion"})
    return course


def cohorts_of(course: CoursePage, number: int) -> list[int]:
    """Each is a draft that starts as soon as a sweep finds it open; of its modules one is due in twelve hours."""
    now = timezone.now().astimezone(UTC)
    due = now + timedelta(hours=12)
    made = []
    for _ in range(number):
        cohort = Cohort.all_objects.create(
            network=course.get_parent().specific.network,
            course_key=course.translation_key,
            name="Today",
            languages=["en"],
            time_zone="Africa/Dakar",
            enrolment_opens_on=(now - timedelta(days=2)).date(),
            enrolment_closes_on=(now + timedelta(days=2)).date(),
            starts=(now - timedelta(days=1)).date(),
            ends=(now + timedelta(days=30)).date(),
            state=CohortState.DRAFT,
        )
        *others, last = course.module_keys()
        for key in others:
            Release.objects.create(cohort=cohort, module_key=key)
        Release.objects.create(
            cohort=cohort,
            module_key=last,
            due_offset=(due.date() - cohort.starts).days,
            due_local_time=due.time().replace(second=0, microsecond=0),
        )
        for address in people_of(cohort.pk):
            make_person(address.partition("@")[0])
        made.append(cohort.pk)
    return made


@contextmanager
def counted(installation: Installation) -> Iterator[dict[str, Any]]:
    """By SQL, and in the folder of mails, what has come since it was entered."""
    models = (
        Enrolment.all_objects,
        Progress.all_objects,
        Notice.objects,
        Digest.objects,
        Certificate.all_objects,
        Rendering.objects,
    )
    last = {objects.model: objects.aggregate(last=Max("pk"))["last"] or 0 for objects in models}
    counts: dict[str, Any] = {}
    yield counts
    enrolments, progress, notices, digests, certificates, renderings = (
        objects.filter(pk__gt=last[objects.model]) for objects in models
    )
    mails = Counter(installation.mails())
    counts |= {
        "enrolments": Counter(enrolments.values_list("state", flat=True)),
        "taught as their cohort": enrolments.filter(syllabus=F("cohort__syllabus")).count(),
        "progress": progress.filter(completed_at__isnull=False).count(),
        "notices": Counter(notices.values_list("kind", "state")),
        "mails for a notice": Counter(
            mails[message_id(notice)] for notice in notices.exclude(urgency=Urgency.MAY_WAIT)
        ),
        "mails of a day": Counter(mails[message_id(digest, name="digest")] for digest in digests),
        "certificates": Counter(bool(pdf) for pdf in certificates.values_list("pdf", flat=True)),
        "drawings": Counter(renderings.values_list("state", flat=True)),
    }


def disturb(
    installation: Installation, work: subprocess.Popen[bytes], *, seed: int, told_before: int
) -> list[str]:
    """Kills at seeded moments, counted in notices told; returns who was killed when the work is done.

    They lie in the first half of the work, so that on a slow machine too it outlasts them.
    """
    chance = random.Random(seed)
    victims = chance.sample(KILLED, len(KILLED))
    moments = sorted(chance.sample(range(5, NOTICES // 2), len(victims)))
    killed: list[str] = []
    deadline = time.monotonic() + PATIENCE
    while work.poll() is None:
        assert time.monotonic() < deadline, "the work came to no end"
        told = Notice.objects.filter(state=JobState.DONE).count() - told_before
        if len(killed) < len(victims) and told >= moments[len(killed)]:
            time.sleep(chance.random() / 5)
            killed.append(victims[len(killed)])
            installation.kill(killed[-1])
        time.sleep(0.02)
    assert work.returncode == 0
    return killed


def test_kills_change_nothing(installation: Installation, course: CoursePage) -> None:
    with counted(installation) as undisturbed:
        assert installation.run("work", *map(str, cohorts_of(course, COHORTS))).wait(PATIENCE) == 0

    assert undisturbed == {
        "enrolments": {"active": ENROLLED - CERTIFIED, "completed": CERTIFIED},
        "taught as their cohort": ENROLLED,
        "progress": CERTIFIED * MODULES,
        "notices": {
            ("seat_taken", "done"): ENROLLED,
            ("cohort_started", "done"): ENROLLED,
            ("module_released", "done"): ENROLLED * MODULES,
            ("due_tomorrow", "done"): ENROLLED,
            ("certificate_ready", "done"): CERTIFIED,
        },
        "mails for a notice": {1: MAILS - ENROLLED},
        "mails of a day": {1: ENROLLED},
        "certificates": {True: CERTIFIED},
        "drawings": {"done": CERTIFIED},
    }
    for run, seed in enumerate(SEEDS, start=1):
        cohorts = cohorts_of(course, COHORTS)
        with counted(installation) as disturbed:
            work = installation.run("work", *map(str, cohorts))
            try:
                killed = disturb(installation, work, seed=seed, told_before=run * NOTICES)
            finally:
                work.kill()
                work.wait()
        assert sorted(killed) == sorted(KILLED), seed
        assert disturbed == undisturbed, seed
        assert len(installation.mails()) == (run + 1) * MAILS, seed
