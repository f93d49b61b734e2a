"""A cohort that is taught from a syllabus, made of rows: for the rooms that only read them."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.conf import settings
from django.core.cache import caches
from wagtail.models import Locale, Page

from cms.networks.enums import NetworkKind, Role
from cms.networks.models import Membership, Network
from cms.people.models import User
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import Edition, EditionStep, EditionText, EditionTitle, Syllabus, SyllabusEdition
from courses.learning.models import Progress

START = dt.datetime(2026, 9, 1, 6, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)
AWARD = uuid.uuid5(uuid.NAMESPACE_URL, "award")


def network(slug: str, kind: NetworkKind = NetworkKind.EMERGING) -> Network:
    names = {"en": slug.upper()}
    return Network.objects.get_or_create(
        slug=slug, defaults={"kind": kind, "names": names, "full_names": {"en": f"Network {slug.upper()}"}}
    )[0]


def person(email: str, **values: object) -> User:
    return User.objects.create_user(email, None, privacy_version=settings.PRIVACY_VERSION, **values)


def with_role(user: User, in_network: Network, role: Role) -> User:
    Membership.objects.create(user=user, network=in_network, role=role, granted_at=START)
    return user


def syllabus(host: Network, *, lessons: int = 2, quizzes: int = 1, optional: int = 0) -> Syllabus:
    """One module of EJN: lessons, then quizzes, then lessons that nobody must read."""
    # What a syllabus says is kept by its number, and a test's numbers come again in the next.
    caches["fragments"].clear()
    author = network("ejn", NetworkKind.ESTABLISHED)
    edition = Edition(network=author, module_key=uuid.uuid4(), number=3, published_at=START)
    edition.save()
    english = Locale.objects.get(language_code="en")
    EditionTitle(edition=edition, locale=english, language="en", title="Who may ask, and whom").save()
    revision = Page.objects.filter(alias_of=None).order_by("pk").last().specific.save_revision()
    kinds = ["lesson"] * lessons + ["quiz"] * quizzes + ["lesson"] * optional
    for position, kind in enumerate(kinds):
        step = EditionStep(
            edition=edition,
            step_key=uuid.uuid4(),
            kind=kind,
            position=position,
            required=position < lessons + quizzes,
            minutes=20,
        )
        step.save()
        EditionText(
            step=step, locale=english, language="en", revision=revision, title=f"Step {position}"
        ).save()
    taken = Syllabus(
        network=host,
        course_key=uuid.uuid4(),
        titles={"en": "Working with a central authority", "ar": "العمل مع سلطة مركزية"},
        awards=[{"key": str(AWARD), "titles": {"en": "Certificate of completion"}, "rule": "all_required"}],
        taken_at=START,
    )
    taken.save()
    SyllabusEdition(syllabus=taken, edition=edition, position=1).save()
    return taken


def cohort(host: Network, taken: Syllabus | None, *, state: CohortState = CohortState.RUNNING) -> Cohort:
    return Cohort.all_objects.create(
        network=host,
        course_key=taken.course_key if taken else uuid.uuid4(),
        name="Autumn 2026",
        languages=["en"],
        time_zone="Asia/Bangkok",
        enrolment_opens_on=dt.date(2026, 8, 1),
        enrolment_closes_on=dt.date(2026, 8, 31),
        starts=dt.date(2026, 9, 1),
        ends=dt.date(2026, 11, 30),
        state=state,
        syllabus=taken,
    )


def enrol(
    user: User, run: Cohort, *, state: EnrolmentState = EnrolmentState.ACTIVE, language: str = "en"
) -> Enrolment:
    return Enrolment.all_objects.create(
        cohort=run, user=user, state=state, language=language, syllabus=run.syllabus, enrolled_at=START
    )


def steps_of(taken: Syllabus) -> list[EditionStep]:
    return list(EditionStep.objects.filter(edition__syllabuses=taken).order_by("position"))


def did(
    enrolment: Enrolment, *, passed: bool = True, score: str = "0.8250", at: dt.datetime = NOW, most: int = 99
) -> None:
    """Every required step done, the first `most` of them, as the learning room would have written it."""
    for step in [step for step in steps_of(enrolment.syllabus) if step.required][:most]:
        assessed = step.kind == "quiz"
        Progress.all_objects.create(
            enrolment=enrolment,
            step_key=step.step_key,
            opened_at=START,
            completed_at=at,
            passed=passed if assessed else None,
            score=Decimal(score) if assessed else None,
        )
