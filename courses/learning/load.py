"""A data set for measuring: one running cohort of many trainees and a module of many activities."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from allauth.account.models import EmailAddress
from django.conf import settings

from cms.core.sweep import sweep
from cms.networks.actions import Founding, found_network
from cms.networks.enums import NetworkKind
from cms.networks.models import Network
from cms.pages.models import NetworkPage
from cms.people.enums import ProfessionalRole
from cms.people.models import User
from courses.catalogue.actions import import_package
from courses.catalogue.models import CourseAward, CourseModule, CoursePage, Step
from courses.catalogue.packages.package import read_package
from courses.cohorts.actions import announce, plan_cohort
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.editions.models import EditionStep
from courses.learning.enums import ResultSource
from courses.learning.models import Progress

BATCH = 2000
QUIZ_EVERY = 5
QUESTIONS = 10
COUNTRIES = ("SN", "GH", "NG", "ML", "CI", "BJ", "TG", "GM")
ROLES = tuple(ProfessionalRole.values)
PARAGRAPH = (
    "The requesting state names the authority that conducts the investigation, says what it needs and why, "
    "and joins each measure to the facts, so that a reader who has never heard of the case can decide today. "
)


def load(*, learners: int, activities: int, now: datetime) -> Cohort:
    """Makes everything anew, beside what is there; every trainee has done every other step."""
    mark = uuid.uuid4().hex[:8]
    central = User.objects.create_superuser(
        f"load-{mark}@example.org", display_name="Load", privacy_version=settings.PRIVACY_VERSION
    )
    founding = Founding(slug=f"load-{mark}", kind=NetworkKind.EMERGING, names={"en": f"Load {mark}"})
    network = found_network(founding, by=central, now=now)
    module = _import_module(network, activities=activities, by=central, now=now)
    course = _make_course(network, module, mark)
    cohort = _plan(network, course, module, learners=learners, by=central, now=now)
    _enrol(cohort, learners=learners, mark=mark, now=now)
    sweep(now)
    cohort.refresh_from_db()
    _progress(cohort, now=now)
    return cohort


def _import_module(network: Network, *, activities: int, by: User, now: datetime) -> uuid.UUID:
    module = uuid.uuid4()
    with TemporaryDirectory() as folder:
        _write_package(Path(folder), module, activities)
        import_package(network, package=read_package(Path(folder), kinds=Step.kinds()), by=by, now=now)
    return module


def _write_package(folder: Path, module: uuid.UUID, activities: int) -> None:
    steps = []
    (folder / "en").mkdir()
    for number in range(1, activities + 1):
        is_quiz = number % QUIZ_EVERY == 0
        step: dict[str, object] = {
            "id": f"step-{number}",
            "kind": "quiz" if is_quiz else "lesson",
            "minutes": 20,
            "required": True,
        }
        steps.append(step | ({"time_limit": 20, "attempts": 0} if is_quiz else {}))
        name, text = _quiz(number) if is_quiz else _lesson(number)
        (folder / "en" / name).write_text(text)
    head = {
        "format": 1,
        "id": str(module),
        "source_language": "en",
        "law_stated_as_at": date(2026, 10, 1),
        "title": {"en": "A module for measuring"},
        "summary": {"en": "As long as a real one."},
        "steps": steps,
    }
    (folder / "module.yaml").write_text(yaml.safe_dump(head, sort_keys=False))


def _lesson(number: int) -> tuple[str, str]:
    head = f"---\nid: step-{number}\ntitle: Lesson {number}\nsummary: One sentence.\n---\n"
    parts = [
        f"## Part {part} {{#part-{part}}}\n:::text{{#text-{part}}}\n{PARAGRAPH}\n\n{PARAGRAPH}\n:::\n"
        for part in range(1, 9)
    ]
    return f"{number}.md", head + "\n".join(parts)


def _quiz(number: int) -> tuple[str, str]:
    choices = [
        {"id": id, "text": f"Choice {id}", "correct": id == "a", "explanation": PARAGRAPH.strip()}
        for id in "abcd"
    ]
    questions = [
        {
            "id": f"q{question}",
            "kind": "single_choice",
            "text": f"Question {question}: which of these?",
            "cites": "UNTOC, article 18",
            "points": 1,
            "choices": choices,
        }
        for question in range(1, QUESTIONS + 1)
    ]
    quiz = {
        "id": f"step-{number}",
        "title": f"Quiz {number}",
        "introduction": PARAGRAPH.strip(),
        "questions": questions,
    }
    return f"{number}.yaml", yaml.dump(quiz, Dumper=_NoAliases, sort_keys=False)


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _make_course(network: Network, module: uuid.UUID, mark: str) -> CoursePage:
    section = NetworkPage.objects.get(network=network, locale__language_code="en")
    course = CoursePage(
        title=f"A course for measuring {mark}", locale=section.locale, summary="As long as a real one."
    )
    course.modules = [CourseModule(module_key=module, sort_order=0)]
    course.awards = [CourseAward(titles={"en": "Certificate"}, sort_order=0)]
    section.add_child(instance=course)
    course.save_revision().publish()
    return course


def _plan(
    network: Network, course: CoursePage, module: uuid.UUID, *, learners: int, by: User, now: datetime
) -> Cohort:
    today = now.date()
    cohort = Cohort(
        network=network,
        course_key=course.translation_key,
        name=course.title,
        languages=["en"],
        time_zone="UTC",
        enrolment_opens_on=today - timedelta(days=20),
        enrolment_closes_on=today + timedelta(days=20),
        starts=today - timedelta(days=10),
        ends=today + timedelta(days=30),
        capacity=learners + 100,
    )
    plan_cohort(cohort, releases=[Release(module_key=module, due_offset=35)], by=by)
    return announce(cohort, by=by, now=now)


def _enrol(cohort: Cohort, *, learners: int, mark: str, now: datetime) -> None:
    for start in range(0, learners, BATCH):
        users = User.objects.bulk_create(
            User(
                email=f"learner-{mark}-{number}@example.org",
                password="!",  # noqa: S106 -- no password fits it
                display_name=f"Learner {number}",
                privacy_version=settings.PRIVACY_VERSION,
                country_id=COUNTRIES[number % len(COUNTRIES)],
                role=ROLES[number % len(ROLES)],
            )
            for number in range(start, min(start + BATCH, learners))
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=u, email=u.email, verified=True, primary=True) for u in users
        )
        Enrolment.all_objects.bulk_create(
            Enrolment(cohort=cohort, user=user, language="en", enrolled_at=now - timedelta(days=15))
            for user in users
        )


def _progress(cohort: Cohort, *, now: datetime) -> None:
    steps = list(EditionStep.objects.filter(edition__syllabuses=cohort.syllabus).order_by("position"))
    enrolments = list(Enrolment.all_objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(enrolments), BATCH // 10):
        Progress.all_objects.bulk_create(
            Progress(
                enrolment_id=pk,
                step_key=step.step_key,
                opened_at=now,
                last_seen_at=now,
                completed_at=now if (pk + step.position) % 2 else None,
                score=Decimal("0.8") if step.kind == "quiz" and (pk + step.position) % 2 else None,
                passed=True if step.kind == "quiz" and (pk + step.position) % 2 else None,
                result_at=now,
                source=ResultSource.READ,
            )
            for pk in enrolments[start : start + BATCH // 10]
            for step in steps
        )
