"""Two networks with one of each thing, somebody in each role of each, and words by which a page shows whose thing it holds."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.cache import caches
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file_svg

from assessments.certificates.actions import award_due
from assessments.certificates.models import Certificate
from assessments.questionnaires.enums import Kind, Moment
from assessments.questionnaires.models import Question, Questionnaire
from assessments.quizzes.models import QuizPage
from cms.core.enums import JobState
from cms.networks.actions import grant_role
from cms.networks.enums import NetworkKind, Role
from cms.networks.models import Membership, Network, RoleGroup
from cms.notices.models import Notice
from cms.pages.models import Listing
from cms.people.models import User
from courses.catalogue.models import LessonPage, ModuleUse
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import (
    ClosedDays,
    Cohort,
    Enrolment,
    LiveSession,
    Nominee,
    SeatList,
    SendingAuthority,
)
from courses.editions.models import EditionStep, EditionText
from courses.learning.enums import Audience
from courses.learning.models import Announcement, MistakeReport, Note
from tests.assessments import taught
from tests.assessments.quizzes.sat import NOW, Sat, released, rules
from tests.cast import make_cohort, make_course, make_module, make_network, make_person, network_page
from tests.cms.invitations.invited import invited

ROLES = tuple(role.value for role in Role)
STAFF = tuple(role for role in ROLES if role != Role.MEMBER)
VISITORS = (
    "stranger",
    "nobody",
    *(f"{side}.{role}" for side in ("alpha", "bravo") for role in ("trainee", *ROLES)),
    "central",
)
BLOCK = uuid.UUID(int=7)


@dataclass
class Side:
    """One network. `word` begins the names of all that is its own."""

    word: str
    network: Network
    people: dict[str, User] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    alpha: Side
    bravo: Side
    people: dict[str, User]

    def client(self, visitor: str) -> Client:
        client = Client(raise_request_exception=False)
        if visitor != "stranger":
            client.force_login(self.people[visitor], backend="django.contrib.auth.backends.ModelBackend")
        return client


def make_world() -> World:
    central = make_person("central", central=True)
    sides = {}
    for word, slug, kind in (
        ("Alpha", "ejn", NetworkKind.ESTABLISHED),
        ("Bravo", "wacap", NetworkKind.EMERGING),
    ):
        sides[word.lower()] = side = Side(word, make_network(slug, kind, by=central))
        side.values["central"] = central
        _people(side, central)
        _teaching(side)
        _pages(side)
        _rest(side)
    for side, other in ((sides["alpha"], sides["bravo"]), (sides["bravo"], sides["alpha"])):
        side.values["use"] = ModuleUse.all_objects.create(
            module_key=side.values["ModulePage"].translation_key,
            owner=side.network,
            network=other.network,
            note=f"{side.word}Wanted",
            asked_by=other.people["organiser"],
            asked_at=NOW,
        )
    people = {"central": central, "nobody": make_person("nobody")}
    for name, side in sides.items():
        people |= {f"{name}.{role}": person for role, person in side.people.items()}
    for side in sides.values():
        texts = EditionText.objects.filter(step__edition=side.values["lesson"].edition, step__kind="lesson")
        texts.update(revision=side.values["LessonPage"].latest_revision)
    # A syllabus is kept by its number, with the texts that it had when the certificate was awarded.
    caches["fragments"].clear()
    return World(sides["alpha"], sides["bravo"], people)


def _people(side: Side, central: User) -> None:
    for role in ("trainee", *ROLES):
        side.people[role] = person = make_person(f"{side.word.lower()}-{role}")
        if role != "trainee":
            grant_role(side.network, user=person, role=Role(role), by=central, now=NOW)


def _pages(side: Side) -> None:
    module = make_module(side.network, f"{side.word}Module", by=side.people["author"])
    lesson = LessonPage.objects.child_of(module).get()
    draft = LessonPage(title=f"{side.word}Draft", live=False, locale=module.locale)
    module.add_child(instance=draft)
    draft.save_revision()
    quiz = QuizPage(title=f"{side.word}Quiz", locale=module.locale, live=False)
    module.add_child(instance=quiz)
    QuizPage.objects.filter(pk=quiz.pk).update(live=True)
    course = make_course(side.network, f"{side.word}Course", module)
    collected = {"collection": side.network.collection}
    image = get_image_model().objects.create(
        title=f"{side.word}Picture", file=get_test_image_file_svg(), **collected
    )
    document = get_document_model().objects.create(
        title=f"{side.word}File", file=ContentFile(b"x", name=f"{side.word}.txt"), **collected
    )
    ClosedDays.all_objects.create(
        network=side.network, name=f"{side.word}Closed", starts=NOW.date(), ends=NOW.date()
    )
    planned = make_cohort(side.network, course, f"{side.word}Planned")
    side.values |= {
        "HomePage": network_page(side.network).get_parent().get_parent(),
        "NetworkIndexPage": network_page(side.network).get_parent(),
        "NetworkPage": network_page(side.network),
        "CoursePage": course,
        "alias": course.get_translations().get(locale__language_code="fr"),
        "ModulePage": module,
        "LessonPage": lesson,
        "QuizPage": quiz,
        "draft": draft,
        "image": image,
        "document": document,
        "planned": planned,
        "authority": _proposed(side, planned),
    }


def _teaching(side: Side) -> None:
    taken = taught.syllabus(side.network, lessons=1, quizzes=1, optional=1)
    lesson, quiz, _optional = taught.steps_of(taken)
    type(quiz).objects.filter(pk=quiz.pk).update(frozen=rules(3).to_json())
    quiz.refresh_from_db()
    cohort = taught.cohort(side.network, taken)
    cohort.name = f"{side.word}Running"
    cohort.save()
    cohort.facilitators.add(side.people["facilitator"])
    enrolment = taught.enrol(side.people["trainee"], cohort)
    sat = Sat(side.people["trainee"], cohort, enrolment, quiz)
    released(sat)
    graduate = taught.enrol(make_person(f"{side.word.lower()}-graduate"), cohort)
    taught.did(graduate, at=NOW)
    type(graduate).all_objects.filter(pk=graduate.pk).update(state=EnrolmentState.COMPLETED)
    award_due(NOW)
    side.values |= {
        "cohort": cohort,
        "seat_list": SeatList.objects.create(
            cohort=cohort,
            author=side.people["organiser"],
            file_name=f"{side.word}Guests.csv",
            rows=[[2, f"{side.word.lower()}@", "", "", "", ""]],
            uploaded_at=NOW,
            due_at=NOW,
        ),
        "session": LiveSession.objects.create(
            cohort=cohort, title=f"{side.word}Met", day_offset=(NOW.date() - cohort.starts).days + 3
        ),
        "questionnaire": _asked(side, cohort),
        "enrolment": enrolment,
        "lesson": lesson,
        "quiz": quiz,
        "attempt": sat.start(NOW),
        "certificate": Certificate.all_objects.get(enrolment=graduate),
    }
    side.values |= _said(side, enrolment, lesson)


def _proposed(side: Side, planned: Cohort) -> SendingAuthority:
    made = SendingAuthority.all_objects.create(
        cohort=planned,
        name=f"{side.word}Ministry",
        email=f"{side.word.lower()}-ministry@example.org",
        most=3,
        closes_on=planned.ends,
        asked_by=side.people["organiser"],
        asked_at=NOW,
        nominator=side.people["member"],
    )
    Nominee.all_objects.create(
        authority=made, position=1, email=f"{side.word.lower()}@example.org", name=f"{side.word}Proposed"
    )
    return made


def _asked(side: Side, cohort: Cohort) -> Questionnaire:
    asked = Questionnaire.all_objects.create(cohort=cohort, moment=Moment.START, opened_at=NOW)
    text = {"en": f"{side.word}Asked?"}
    Question.objects.create(questionnaire=asked, position=1, kind=Kind.TEXT, text=text)
    return asked


def _said(side: Side, enrolment: Enrolment, lesson: EditionStep) -> dict[str, Any]:
    return {
        "mistake": MistakeReport.all_objects.create(
            network=side.network,
            enrolment=enrolment,
            step_key=lesson.step_key,
            edition_number=1,
            language="en",
            step_title=f"{side.word}Mistaken",
            text="Not so.",
            reported_at=NOW,
        ),
        "announcement": Announcement.objects.create(
            cohort=enrolment.cohort,
            author=side.people["organiser"],
            audience=Audience.EVERYBODY,
            language="en",
            subject=f"{side.word}Announced",
            text="At ten.",
            scheduled_at=NOW + timedelta(days=3),
            due_at=NOW + timedelta(days=3),
            written_at=NOW,
            confirmed_at=NOW,
        ),
        "note": Note.all_objects.create(
            enrolment=enrolment,
            step_key=lesson.step_key,
            block_key=BLOCK,
            text=f"{side.word}Note",
            language="en",
            step_title="Lesson",
            created_at=NOW,
            changed_at=NOW,
        ),
        "notice": Notice.objects.create(
            recipient=side.people["trainee"],
            kind="mistake_answered",
            subject="mistake:1",
            facts=dict.fromkeys(("network", "reported", "answer"), "Any") | {"lesson": f"{side.word}Told"},
            language="en",
            due_at=NOW,
        ),
    }


def _rest(side: Side) -> None:
    manager = side.people["manager"]
    listed = make_person(f"{side.word.lower()}-listed")
    grant_role(side.network, user=listed, role=Role.MEMBER, by=manager, now=NOW)
    address = f"{side.word.lower()}-guest@example.org"
    side.values |= {
        "unsent": Notice.objects.create(
            recipient=side.people["trainee"],
            kind=f"{side.word}Unsent",
            subject="mistake:1",
            language="en",
            network=side.network,
            state=JobState.FAILED,
            due_at=NOW,
        ),
        "invitation": invited(side.network, Role.AUTHOR, by=manager, email=address, now=NOW),
        "listing": Listing.objects.create(user=listed, agreed_at=NOW),
        "membership": Membership.objects.get(user=side.people["author"]),
        "group": RoleGroup.objects.get(network=side.network, role=Role.AUTHOR).group,
    }


def marks(word: str) -> Iterator[tuple[str, str]]:
    """(kind, word that shows it): what a list may hold, and who may see is said in `expected`."""
    low = word.lower()
    yield from (
        ("planned", f"{word}Planned"),
        ("running", f"{word}Running"),
        ("draft", f"{word}Draft"),
        ("picture", f"{word}Picture"),
        ("file", f"{word}File"),
        ("mistake", f"{word}Mistaken"),
        ("note", f"{word}Note"),
        ("closed", f"{word}Closed"),
        ("wanted", f"{word}Wanted"),
        ("announced", f"{word}Announced"),
        ("asked", f"{word}Asked"),
        ("proposed", f"{word}Proposed"),
        ("met", f"{word}Met"),
        ("guests", f"{word}Guests"),
        ("told", f"{word}Told"),
        ("unsent", f"{word}Unsent"),
        ("guest", f"{low}-guest@"),
        ("learner", f"{low}-graduate"),
        ("listed", f"{low}-listed"),
    )
