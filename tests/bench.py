"""`make bench`: what an operation costs, beside the target of DESIGN section 7.

CPU of this process and of its PostgreSQL backend together, warm, the median of several rounds; it
holds on a busy machine where time on the wall does not; what many do at once is told in seconds. BENCH_ROWS and
BENCH_ACTIVITIES set the size of the CSV.
"""

from __future__ import annotations

import gzip
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tests import bench_mail

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "postgres://postgres@127.0.0.1:5432"
LEARNERS, ACTIVITIES = 1000, 20
ON_THE_BOARD = 300
MODULES, OWNERS = 500, 4
ROWS = int(os.environ.get("BENCH_ROWS", "10000"))
CSV_ACTIVITIES = int(os.environ.get("BENCH_ACTIVITIES", str(ACTIVITIES)))
ROUNDS = 30
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figure:
    """`reach` is the target; `over` is decided on `value` in `unit`, smaller being better unless `more`."""

    name: str
    value: float
    unit: str
    reach: float
    more: bool = False

    def __str__(self) -> str:
        missed = self.value < self.reach if self.more else self.value > self.reach
        target = f"{'≥' if self.more else '≤'} {self.reach:g} {self.unit}"
        return f"{self.name:<44} {self.value:>10.1f} {self.unit:<8} {target:<16} {'OVER' if missed else ''}".rstrip()


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    database = _make_database(folder)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "cms.settings.local",
        "DATA": str(folder),
        "DATABASE_URL": database,
    }
    try:
        _manage("migrate", "--verbosity=0")
        _manage("collectstatic", "--noinput", "--verbosity=0")
        _measure_all()
    finally:
        _drop_database(database)
        shutil.rmtree(folder, ignore_errors=True)


def _make_database(folder: Path) -> str:
    name = f"bench_{os.getpid()}"
    try:
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=2) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError:
        print("Database: SQLite (no PostgreSQL answers on 127.0.0.1:5432)")
        return f"sqlite:///{quote(str(folder / 'db.sqlite3'))}"
    print("Database: PostgreSQL")
    return f"{POSTGRES}/{name}"


def _drop_database(url: str) -> None:
    if url.startswith("postgres"):
        from django.db import connections  # settings are there only once main has set the environment

        connections.close_all()
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{url.rsplit("/", 1)[1]}" WITH (FORCE)')


def _manage(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    return done.stdout.decode()


def _measure_all() -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    small = int(
        _manage("load_data", "--learners", str(LEARNERS), "--activities", str(ACTIVITIES)).split()[-1]
    )
    for figure in [*_figures(small), *_load(small)]:
        print(figure)
    followed = _manage("load_data", "--learners", str(ON_THE_BOARD), "--activities", str(ACTIVITIES))
    for figure in _boards(int(followed.split()[-1])):
        print(figure)
    large = int(
        _manage("load_data", "--learners", str(ROWS), "--activities", str(CSV_ACTIVITIES)).split()[-1]
    )
    for figure in _csv(large):
        print(figure)
    if ROWS >= bench_mail.TOLD:
        for name, value, unit, reach, more in bench_mail.figures(large, Stopwatch().read):
            print(Figure(name, value, unit, reach, more=more))


class Stopwatch:
    """CPU seconds of this process and of the backend that serves its connection."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self.backend = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None

    def read(self) -> float:
        return time.process_time() + self._backend()

    def _backend(self) -> float:
        if self.backend is None:
            return 0.0
        fields = Path(f"/proc/{self.backend}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def _cost(act: Callable[[int], Any], *, rounds: int = ROUNDS, warm: int = 3) -> float:
    """Milliseconds of CPU for one `act`, over three runs of `rounds` the median; `act` gets a running number."""
    watch, number = Stopwatch(), 0
    for _ in range(warm):
        act(number)
        number += 1
    runs = []
    for _run in range(3):
        start = watch.read()
        for _ in range(rounds):
            act(number)
            number += 1
        runs.append((watch.read() - start) / rounds * 1000)
    return statistics.median(runs)


def _figures(cohort_id: int) -> list[Figure]:
    from django.test import Client

    from courses.catalogue.models import CoursePage
    from courses.cohorts.models import Cohort, Enrolment

    cohort = Cohort.all_objects.get(pk=cohort_id)
    enrolments = list(
        Enrolment.all_objects.filter(cohort=cohort).select_related("user", "cohort").order_by("pk")
    )
    client, stranger = Client(), Client()
    client.force_login(enrolments[0].user, backend="django.contrib.auth.backends.ModelBackend")
    lesson = _lesson_url(enrolments[0])
    catalogue = CoursePage.objects.source().get(translation_key=cohort.course_key).get_url()
    figures = [
        Figure("lesson, signed in: CPU", _cost(lambda n: _ok(client.get(lesson))), "ms", 8),
        Figure("lesson, signed in: queries", _queries(lambda: client.get(lesson)), "queries", 8),
        Figure("catalogue, public: CPU", _cost(lambda n: _ok(stranger.get(f"{catalogue}?{n}"))), "ms", 8),
        Figure("catalogue, public, kept: CPU", _cost(lambda n: _ok(stranger.get(catalogue))), "ms", 3),
        Figure("learn: CPU", _cost(lambda n: _ok(client.get("/learn/"))), "ms", 25),
    ]
    return figures + _quiz_figures(enrolments[1:]) + _wire(client, lesson) + [_pdf()]


def _boards(cohort_id: int) -> list[Figure]:
    """The board of a cohort, and a page of the list of modules to choose from."""
    from django.test import Client
    from django.urls import reverse

    from cms.networks.enums import NetworkKind
    from cms.people.models import User
    from tests.cast import make_network
    from tests.courses.catalogue.many import make_many_modules

    client = Client()
    central = User.objects.filter(is_superuser=True).first()
    client.force_login(central, backend="django.contrib.auth.backends.ModelBackend")
    board, modules = reverse("board:cohort", args=[cohort_id]), reverse("module_chooser:choose_results")
    # Before the modules are made: what a process holds in memory weighs on all that it does afterwards.
    of_the_board = Figure(f"board of {ON_THE_BOARD}: CPU", _cost(lambda n: _ok(client.get(board))), "ms", 60)
    owners = [make_network(f"owner-{n}", NetworkKind.ESTABLISHED, by=central) for n in range(OWNERS)]
    make_many_modules(owners, MODULES)
    to_choose = _cost(lambda n: _ok(client.get(modules)))
    return [of_the_board, Figure(f"{MODULES} modules to choose: CPU", to_choose, "ms", 60)]


def _ok(response: Any) -> Any:
    expected = {200} if response.wsgi_request.method == "GET" else {200, 302, 303}
    assert response.status_code in expected, response.status_code
    return response


def _lesson_url(enrolment: Any) -> str:
    from django.urls import reverse

    from courses.editions.models import EditionStep

    step = EditionStep.objects.filter(edition__syllabuses=enrolment.syllabus_id, kind="lesson").first()
    return reverse("learning:step", args=[enrolment.pk, step.step_key])


def _queries(act: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def _quiz_figures(enrolments: list[Any]) -> list[Figure]:
    """Start, ten saves, hand in: each by a trainee of its own, through the views."""
    from django.test import Client
    from django.urls import reverse

    from assessments.quizzes.models import Attempt
    from courses.editions.models import EditionStep

    step = EditionStep.objects.filter(edition__syllabuses=enrolments[0].syllabus_id, kind="quiz").first()
    client = Client()
    cookies = []
    for enrolment in enrolments[:93]:
        client.cookies.clear()
        client.force_login(enrolment.user, backend="django.contrib.auth.backends.ModelBackend")
        cookies.append(client.cookies.copy())

    def post(number: int, address: str, **rest: Any) -> None:
        """One client for all, since each new one loads the middleware anew."""
        client.cookies = cookies[number]
        _ok(client.post(address, **rest))

    def start(number: int) -> None:
        post(number, reverse("quizzes:start", args=[enrolments[number].pk, step.step_key]))

    started = _cost(start)
    attempts = {a.enrolment_id: a.pk for a in Attempt.all_objects.all()}
    saved: list[float] = []
    for position in range(1, 4):

        def save(number: int, position: int = position) -> None:
            address = reverse("quizzes:save", args=[attempts[enrolments[number].pk], position])
            post(number, address, data={"sequence": 1, "answer": "a"}, headers={"accept": "application/json"})

        saved.append(_cost(save, rounds=20))

    def hand_in(number: int) -> None:
        post(number, reverse("quizzes:hand_in", args=[attempts[enrolments[number].pk]]))

    return [
        Figure("start a timed quiz: CPU", started, "ms", 25),
        Figure("save an answer: CPU", statistics.median(saved), "ms", 10),
        Figure("submit and grade ten questions: CPU", _cost(hand_in, rounds=20), "ms", 20),
    ]


def _load(cohort_id: int) -> list[Figure]:
    """The last of the cohort, whom nobody has measured yet."""
    from django.test import Client
    from django.urls import reverse

    from courses.cohorts.models import Enrolment
    from courses.editions.models import EditionStep
    from tests.bench_load import AT_ONCE, SAVERS, Learner, measure

    found = Enrolment.all_objects.filter(cohort=cohort_id).select_related("user").order_by("-pk")[:AT_ONCE]
    learners = []
    for enrolment in found:
        step = EditionStep.objects.filter(edition__syllabuses=enrolment.syllabus_id, kind="quiz").first()
        client = Client()
        client.force_login(enrolment.user, backend="django.contrib.auth.backends.ModelBackend")
        start = reverse("quizzes:start", args=[enrolment.pk, step.step_key])
        learners.append(Learner(client.cookies["sessionid"].value, start))
    load = measure(learners)
    return [
        Figure(f"{len(learners)} start a timed quiz at once", load.start_seconds, "s", 6),
        Figure(f"{len(learners)} start a timed quiz at once: errors", load.start_errors, "errors", 0),
        Figure(f"save, {SAVERS} at once: 95 of 100 within", load.save_p95, "ms", 150),
        Figure(f"save, {SAVERS} at once: errors", load.save_errors, "errors", 0),
    ]


def _wire(client: Any, lesson: str) -> list[Figure]:
    """Bytes as they travel, compressed: the page with its style sheet and scripts, and the page alone."""
    import re

    from django.conf import settings

    response = client.get(lesson, headers={"accept-encoding": "gzip"})
    again = len(response.content)
    page = (
        gzip.decompress(response.content).decode()
        if response.has_header("Content-Encoding")
        else response.content.decode()
    )
    files = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    static = sum(len(gzip.compress((Path(settings.STATIC_ROOT) / name).read_bytes())) for name in files)
    return [
        Figure("lesson on the wire, cold", (again + static) / 1000, "kB", 100),
        Figure("lesson on the wire, cold: requests", 1 + len(files), "requests", 10),
        Figure("lesson on the wire, again", again / 1000, "kB", 8.5),
    ]


def _pdf() -> Figure:
    """Each certificate has a number of its own, since typst remembers what it has drawn."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from assessments.certificates.number import new_number
    from assessments.certificates.pdf import draw
    from assessments.certificates.sheet import sheet
    from tests.assessments.certificates.stated import BASE

    at = datetime(2027, 1, 1, tzinfo=UTC)

    def one(_number: int) -> None:
        number = new_number()
        url = f"https://example.org/verify/{number}/"
        draw(sheet(replace(BASE, number=number), verify_url=url, accents={"wacap": "#77336c"}), at=at)

    return Figure("certificate PDF, warm: CPU", _cost(one), "ms", 20)


def _csv(cohort_id: int) -> list[Figure]:
    from django.test import Client
    from django.urls import reverse

    from cms.people.models import User

    client = Client()
    client.force_login(
        User.objects.filter(is_superuser=True).first(), backend="django.contrib.auth.backends.ModelBackend"
    )
    address = reverse("reports:completion_csv", args=[cohort_id])
    watch, memory = Stopwatch(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = watch.read()
    rows = sum(chunk.count(b"\r\n") for chunk in _ok(client.get(address)).streaming_content) - 1
    seconds = watch.read() - start
    assert rows == ROWS, rows
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    name = f"completion CSV, {rows:,} × {CSV_ACTIVITIES}"
    return [
        Figure(name, rows / seconds, "rows/s", 7500, more=True),
        Figure(f"{name}: more memory", more, "MB", 50),
    ]


if __name__ == "__main__":
    main()
