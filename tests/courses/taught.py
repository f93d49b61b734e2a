"""A running cohort with its syllabus, written straight as rows."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from wagtail.models import Locale, Page, Revision

from cms.networks.enums import NetworkKind
from cms.networks.models import Network
from cms.people.models import User
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.editions.models import Edition, EditionStep, EditionText, EditionTitle, Syllabus, SyllabusEdition

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def an_edition(network: Network, *, titles: dict[str, str], steps: list[tuple[str, bool]]) -> Edition:
    """`steps` are (kind, required)."""
    edition = Edition(network=network, module_key=uuid.uuid4(), number=1, published_at=LONG_AGO)
    edition.save()
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in titles}
    for code, title in titles.items():
        EditionTitle(edition=edition, locale=locales[code], language=code, title=title).save()
    pages = ContentType.objects.get_for_model(Page)
    for position, (kind, required) in enumerate(steps, start=1):
        step = EditionStep(
            edition=edition,
            step_key=uuid.uuid4(),
            kind=kind,
            position=position,
            required=required,
            minutes=10,
        )
        step.save()
        revision = Revision.objects.create(
            content_type=pages, base_content_type=pages, object_id="1", content={}, created_at=LONG_AGO
        )
        EditionText(
            step=step, locale=locales["en"], language="en", revision=revision, title=f"Step {position}"
        ).save()
    return edition


def a_running_cohort(
    *, zone: str = "Africa/Dakar", slug: str = "wacap", kinds: tuple[str, str] = ("lesson", "lesson")
) -> Cohort:
    """Starts on 1 March 2027. Two modules: one with two required steps of `kinds` and one that is
    not required, and one with a single lesson."""
    caches["fragments"].clear()  # a test that is rolled back leaves its numbers to the next one
    network = Network.objects.create(slug=slug, kind=NetworkKind.EMERGING, names={"en": slug.upper()})
    syllabus = Syllabus(
        network=network,
        course_key=uuid.uuid4(),
        titles={"en": "A request that gets an answer", "ar": "طلب يلقى جوابًا"},
        taken_at=LONG_AGO,
    )
    syllabus.save()
    editions = [
        an_edition(
            network,
            titles={"en": "Before you write", "ar": "قبل أن تكتب"},
            steps=[(kinds[0], True), (kinds[1], True), ("lesson", False)],
        ),
        an_edition(network, titles={"en": "While you wait"}, steps=[("lesson", True)]),
    ]
    for position, edition in enumerate(editions, start=1):
        SyllabusEdition(syllabus=syllabus, edition=edition, position=position).save()
    cohort = Cohort.all_objects.create(
        network=network,
        course_key=syllabus.course_key,
        name="March 2027",
        languages=["en", "ar"],
        time_zone=zone,
        enrolment_opens_on=date(2027, 1, 1),
        enrolment_closes_on=date(2027, 12, 31),
        starts=date(2027, 3, 1),
        ends=date(2027, 12, 31),
        state=CohortState.RUNNING,
        syllabus=syllabus,
    )
    for offset, edition in enumerate(editions):
        Release.objects.create(
            cohort=cohort,
            module_key=edition.module_key,
            day_offset=7 * offset,
            local_time=time(9),
            due_offset=7 * offset + 21,
            due_local_time=time(23, 59),
        )
    return cohort


def first_release(cohort: Cohort, *, released: bool = True) -> Release:
    release = cohort.releases.order_by("opens_at")[0]
    if released:
        release.released_at = release.opens_at
        release.save()
    return release


def required_keys(cohort: Cohort, release: Release) -> list[uuid.UUID]:
    steps = EditionStep.objects.filter(
        edition__syllabuses=cohort.syllabus_id, edition__module_key=release.module_key
    )
    return list(steps.filter(required=True).order_by("position").values_list("step_key", flat=True))


def enrolled(
    cohort: Cohort, email: str, *, state: EnrolmentState = EnrolmentState.ACTIVE, **person: object
) -> Enrolment:
    said = {"privacy_version": settings.PRIVACY_VERSION} | person
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, **said)
    return Enrolment.all_objects.create(
        cohort=cohort,
        user=user,
        state=state,
        language=user.language,
        syllabus=cohort.syllabus,
        enrolled_at=LONG_AGO,
    )
