"""What pages need and the demo does not have yet, and where everything stands: `DATA=… python -m tests.scene` prints it as JSON.

Run in the data folder of a platform with demo content; again within the time of an attempt changes nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from cms.people.models import User
    from courses.cohorts.models import Cohort
    from courses.learning.models import Announcement

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Scene:
    """Keys as addresses need them. `{language}` stands in the addresses of pages."""

    home: str
    networks: str
    network: str
    module: str
    course: str
    lesson_page: str
    quiz_page: str
    open: int
    running: int
    finished: int
    applying: int
    full: int
    session: int
    seat_list: int
    draft: int
    reading: int
    lesson: str
    block: str
    quiz: str
    starting: int
    sitting: int
    result: int
    certificate: str
    later: int
    plain: int
    kinds_sitting: int
    kinds_result: int
    wacap: int
    wacap_page: str
    membership: int
    organiser: int
    listing: int
    invitation: int
    role_invitation: int
    token: str
    stop: str
    guarded: int
    address_link: str
    mistake: int
    mistake_answered: int
    use: int
    kept_back: str
    announcement: int
    announcement_draft: int
    blocks: int
    blocks_lesson: str


def scene_of(data: Path) -> Scene:
    """Sets the scene in a data folder, in a process of its own."""
    outside = ("TEST_DATABASE_URL", "DATABASE_URL", "REDIS_URL", "CACHE_URL", "SITE_URL")
    environment = {name: value for name, value in os.environ.items() if name not in outside}
    environment |= {"DATA": str(data), "DJANGO_SETTINGS_MODULE": "cms.settings.local"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.scene"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Scene(**json.loads(done.stdout.splitlines()[-1]))


def set_scene(now: datetime) -> Scene:
    from assessments.certificates.models import Certificate
    from assessments.quizzes.actions import save_response, start_attempt
    from assessments.quizzes.models import Attempt, QuizPage
    from cms.core.sweep import sweep
    from cms.invitations.models import Invitation
    from cms.networks.models import Membership
    from cms.notices import unsubscribing
    from cms.pages.models import HomePage, Listing, NetworkIndexPage, NetworkPage
    from cms.people.demo import demo_user
    from courses.catalogue.models import CoursePage, LessonPage, ModulePage, ModuleUse
    from courses.cohorts.actions import announce, enrol
    from courses.cohorts.actions.invitation import invite_to_cohort
    from courses.cohorts.actions.seat_list import upload_list
    from courses.cohorts.demo import plan
    from courses.cohorts.models import Cohort, Enrolment, LiveSession
    from courses.editions.models import EditionStep
    from courses.learning.actions import make_link
    from courses.learning.models import Announcement, MistakeReport, Note
    from tests.every_block import course_of_every_block
    from tests.every_kind import attempts_of_every_kind, sitter

    cohorts = plan(now)
    draft = Cohort.all_objects.filter(name="Draft").first() or _plan("Draft", cohorts["open"], now)
    begun = {}
    for name, opens_on in (("Opens later", 5), ("Runs now", 0)):
        begun[name] = Cohort.all_objects.filter(name=name).first()
        if begun[name] is None:
            begun[name] = _plan(name, cohorts["open"], now, opens_on=opens_on)
            announce(begun[name], by=demo_user("organiser"), now=now)
            sweep(now)
    _refused_mail(now)
    make_link(demo_user("graduate"), now=now)
    half_way, starting = (
        Enrolment.all_objects.select_related("cohort", "user").get(
            cohort=cohorts["running"], user=demo_user(name)
        )
        for name in ("trainee", "trainee-ar")
    )
    steps = list(EditionStep.objects.filter(edition__syllabuses=half_way.syllabus).order_by("position"))
    graded = Attempt.all_objects.get(enrolment__user=demo_user("graduate"))
    late = graded.questions.get(position=1).order[:1]
    save_response(graded, position=1, sequence=9, answer=late, user=demo_user("graduate"), now=now)
    every_kind = enrol(begun["Runs now"], user=sitter(), now=now)
    kinds_result, kinds_sitting = attempts_of_every_kind(every_kind, steps[-1], now=now)
    newcomer, organiser = demo_user("newcomer"), demo_user("organiser")
    invite_to_cohort(cohorts["open"], emails=[newcomer.email], language="en", by=organiser, now=now)
    for_a_role = Invitation.all_objects.get(email="colleague@example.org")
    blocks = Cohort.all_objects.filter(name="Every block").first()
    if blocks is None:
        like = Cohort(network=cohorts["open"].network, course_key=course_of_every_block(now).translation_key)
        blocks = _plan("Every block", like, now)
        announce(blocks, by=demo_user("organiser"), now=now)
        sweep(now)
    every_block = enrol(blocks, user=sitter(), now=now)
    [every_block_step] = EditionStep.objects.filter(edition__syllabuses__enrolments=every_block)
    pages = {
        "wacap_page": NetworkPage.objects.filter(network__slug="wacap"),
        "home": HomePage.objects,
        "networks": NetworkIndexPage.objects,
        "network": NetworkPage.objects.filter(network__slug="ejn"),
        "module": ModulePage.objects,
        "course": CoursePage.objects,
        "lesson_page": LessonPage.objects,
        "quiz_page": QuizPage.objects,
    }
    return Scene(
        **{name: _address(found) for name, found in pages.items()},
        **{name: cohort.pk for name, cohort in cohorts.items()},
        applying=Cohort.all_objects.get(entry="approval").pk,
        seat_list=upload_list(
            cohorts["open"],
            data=b"e-mail,name,country\nawa@example.org,Awa,Senegal\nawa+2@example.org,,\nnone,,\nx@example.org,,Nowhere",
            file_name="people.csv",
            by=organiser,
            now=now,
        ).pk,
        session=LiveSession.objects.filter(cohort=cohorts["running"]).latest("starts_at").pk,
        full=Cohort.all_objects.get(capacity=2).pk,
        draft=draft.pk,
        reading=half_way.pk,
        lesson=str(steps[2].step_key),
        block=str(Note.all_objects.get(enrolment=half_way, step_key=steps[2].step_key, text="").block_key),
        quiz=str(steps[-1].step_key),
        starting=starting.pk,
        sitting=start_attempt(half_way, edition_step=steps[-1], language="en", now=now).pk,
        result=graded.pk,
        certificate=Certificate.all_objects.get(enrolment__user=demo_user("graduate")).number,
        later=enrol(begun["Opens later"], user=demo_user("graduate"), now=now).pk,
        wacap=cohorts["open"].network_id,
        membership=Membership.objects.get(user=demo_user("member")).pk,
        organiser=organiser.pk,
        listing=Listing.objects.get(user=organiser).pk,
        invitation=Invitation.all_objects.get(email=newcomer.email).pk,
        role_invitation=for_a_role.pk,
        token=for_a_role.token,
        stop=unsubscribing.path(half_way.user, "module_released"),
        plain=enrol(begun["Runs now"], user=demo_user("latecomer"), now=now).pk,
        kinds_sitting=kinds_sitting.pk,
        kinds_result=kinds_result.pk,
        guarded=_guarded().pk,
        address_link=_address_link(now),
        mistake=MistakeReport.all_objects.get(state="open").pk,
        mistake_answered=MistakeReport.all_objects.get(state="answered").pk,
        use=(use := ModuleUse.all_objects.get()).pk,
        kept_back=str(use.module_key),
        announcement=Announcement.objects.get(cohort=cohorts["running"], state="done").pk,
        announcement_draft=_draft_announcement(cohorts["running"], now).pk,
        blocks=every_block.pk,
        blocks_lesson=str(every_block_step.step_key),
    )


def _draft_announcement(cohort: Cohort, now: datetime) -> Announcement:
    """In Arabic, so that it runs the other way on an English page."""
    from cms.people.demo import demo_user
    from courses.learning.actions import write_announcement
    from courses.learning.actions.announcement import Said

    said = Said(
        audience="languages",
        chosen=("ar", "en"),
        language="ar",
        subject="لقاؤنا الأول يوم الخميس",
        text="الزملاء الأعزاء،\n\nنلتقي يوم الخميس في الساعة 10:00.",
        takes_answers=True,
        scheduled_at=now + timedelta(days=2),
    )
    key = uuid.UUID(int=5)
    return write_announcement(cohort, said=said, key=key, by=demo_user("organiser"), now=now)


def _refused_mail(now: datetime) -> None:
    from cms.core.enums import JobState
    from cms.notices.kinds import stamp
    from cms.notices.models import Notice
    from cms.people.demo import demo_user

    Notice.objects.get_or_create(
        recipient=demo_user("newcomer"),
        kind="due_tomorrow",
        subject="scene",
        defaults={
            "due_at": now - timedelta(hours=3),
            "state": JobState.FAILED,
            "error": "550 No such person here",
            "language": "en",
            "facts": dict.fromkeys(("cohort", "course", "module"), "Any")
            | {"enrolment": 1, "opens_at": None, "due_at": stamp(now)},
        },
    )


def _address_link(now: datetime) -> str:
    """Where the letter leads that asks the old mailbox to agree."""
    from cms.people.actions.address import ask_for_address
    from cms.people.address_links import link_for
    from cms.people.enums import Mailbox

    change = ask_for_address(_guarded(), email="new-mailbox@example.org", now=now)
    return urlsplit(link_for(change, Mailbox.OLD)).path


def _guarded() -> User:
    """Somebody whose account has a second factor, and who signs in as the demo's people do."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    from cms.people.demo import PASSWORD
    from cms.people.models import User
    from tests.codes import SECRET

    email = "guarded@example.org"
    found = User.objects.filter(email=email).first()
    if found:
        return found
    made = User.objects.create_user(email, PASSWORD, display_name="Guarded", privacy_version="0")
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    TOTP.activate(made, SECRET)
    RecoveryCodes.activate(made)
    return made


def _address(pages: Any) -> str:
    page = pages.filter(locale__language_code="en").first()
    return page.get_url_parts()[2].replace("/en/", "/{language}/", 1)


def _plan(name: str, like: Cohort, now: datetime, *, opens_on: int = 0) -> Cohort:
    """A cohort that begins today, in draft; its modules open on that day of it."""
    from cms.people.demo import demo_user
    from courses.catalogue.models import CoursePage
    from courses.cohorts.actions import plan_cohort
    from courses.cohorts.models import Cohort, Release

    course = CoursePage.objects.source().get(translation_key=like.course_key)
    today = now.date()
    cohort = Cohort(
        network=like.network,
        course_key=like.course_key,
        name=name,
        languages=["en", "ar"],
        time_zone="UTC",
        enrolment_opens_on=today - timedelta(days=2),
        enrolment_closes_on=today + timedelta(days=2),
        starts=today,
        ends=today + timedelta(days=30),
    )
    releases = [
        Release(module_key=key, day_offset=opens_on, local_time=time(0)) for key in course.module_keys()
    ]
    return plan_cohort(cohort, releases=releases, by=demo_user("organiser"))


if __name__ == "__main__":
    import django

    django.setup()
    from django.utils import timezone

    sys.stdout.write(json.dumps(asdict(set_scene(timezone.now()))))
