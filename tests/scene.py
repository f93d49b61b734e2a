"""What pages need and the demo does not have yet, and where everything stands: `DATA=… python -m tests.scene` prints it as JSON.

Run in the data folder of a platform with demo content; again within the time of an attempt changes nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.scene_of_a_cohort import alike, authority, draft_announcement, questionnaires

if TYPE_CHECKING:
    from cms.people.models import User
    from courses.cohorts.models import Cohort, Enrolment
    from courses.editions.models import EditionStep

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Scene:
    """Keys as addresses need them. `{language}` stands in the addresses of pages."""

    home: str
    networks: str
    network: str
    module: str
    course: str
    combined: str
    lesson_page: str
    quiz_page: str
    open: int
    running: int
    finished: int
    applying: int
    full: int
    session: int
    authority: int
    alike: int
    asked: int
    asking: int
    replied: int
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
    """Each part asks for the demo's rows itself; what is set once stays as it is the next time."""
    from courses.cohorts.demo import plan

    cohorts = plan(now)
    _refused_mail(now)
    return Scene(
        **{name: cohort.pk for name, cohort in cohorts.items()},
        **_pages(),
        **_cohorts(cohorts, now),
        **_reading(cohorts["running"]),
        **_sitting(cohorts, now),
        **_people(cohorts, now),
        **questionnaires(cohorts["running"], now),
        authority=authority(cohorts["open"], now).pk,
        alike=alike(cohorts["running"], now).pk,
        **_every_block(cohorts["open"], now),
        **_written(cohorts["running"], now),
        guarded=_guarded().pk,
        address_link=_address_link(now),
    )


def _pages() -> dict[str, Any]:
    from assessments.quizzes.models import QuizPage
    from cms.pages.models import HomePage, NetworkIndexPage, NetworkPage
    from courses.catalogue.models import CoursePage, LessonPage, ModulePage

    found = {
        "wacap_page": NetworkPage.objects.filter(network__slug="wacap"),
        "home": HomePage.objects,
        "networks": NetworkIndexPage.objects,
        "network": NetworkPage.objects.filter(network__slug="ejn"),
        "module": ModulePage.objects,
        "course": CoursePage.objects,
        "combined": CoursePage.objects.filter(modules__section__has_key="en"),
        "lesson_page": LessonPage.objects,
        "quiz_page": QuizPage.objects,
    }
    return {name: _address(pages) for name, pages in found.items()}


def _cohorts(cohorts: dict[str, Cohort], now: datetime) -> dict[str, Any]:
    from cms.people.demo import demo_user
    from courses.cohorts.actions.seat_list import upload_list
    from courses.cohorts.models import Cohort, LiveSession

    draft = Cohort.all_objects.filter(name="Draft").first() or _plan("Draft", cohorts["open"], now)
    rows = b"awa@example.org,Awa,Senegal\nawa+2@example.org,,\nnone,,\nx@example.org,,Nowhere"
    seat_list = upload_list(
        cohorts["open"],
        data=b"e-mail,name,country\n" + rows,
        file_name="people.csv",
        by=demo_user("organiser"),
        now=now,
    )
    return {
        "applying": Cohort.all_objects.get(entry="approval").pk,
        "full": Cohort.all_objects.get(capacity=2).pk,
        "draft": draft.pk,
        "seat_list": seat_list.pk,
        "session": LiveSession.objects.filter(cohort=cohorts["running"]).latest("starts_at").pk,
        "wacap": cohorts["open"].network_id,
    }


def _reading(running: Cohort) -> dict[str, Any]:
    from cms.notices import unsubscribing
    from courses.learning.models import Note

    half_way, steps = _half_way(running)
    third = steps[2].step_key
    return {
        "reading": half_way.pk,
        "lesson": str(third),
        "block": str(Note.all_objects.get(enrolment=half_way, step_key=third, text="").block_key),
        "quiz": str(steps[-1].step_key),
        "stop": unsubscribing.path(half_way.user, "module_released"),
    }


def _half_way(running: Cohort) -> tuple[Enrolment, list[EditionStep]]:
    from cms.people.demo import demo_user
    from courses.cohorts.models import Enrolment
    from courses.editions.models import EditionStep

    enrolments = Enrolment.all_objects.select_related("cohort", "user")
    half_way = enrolments.get(cohort=running, user=demo_user("trainee"))
    steps = EditionStep.objects.filter(edition__syllabuses=half_way.syllabus).order_by("position")
    return half_way, list(steps)


def _sitting(cohorts: dict[str, Cohort], now: datetime) -> dict[str, Any]:
    from assessments.certificates.models import Certificate
    from assessments.quizzes.actions import save_response, start_attempt
    from assessments.quizzes.models import Attempt
    from cms.people.demo import demo_user
    from courses.cohorts.actions import enrol
    from courses.cohorts.models import Enrolment
    from tests.every_kind import attempts_of_every_kind, sitter

    graduate = demo_user("graduate")
    later, runs_now = (
        _begun(name, cohorts["open"], now, opens_on=day)
        for name, day in (("Opens later", 5), ("Runs now", 0))
    )
    half_way, steps = _half_way(cohorts["running"])
    graded = Attempt.all_objects.get(enrolment__user=graduate)
    late = graded.questions.get(position=1).order[:1]
    save_response(graded, position=1, sequence=9, answer=late, user=graduate, now=now)
    every_kind = enrol(runs_now, user=sitter(), now=now)
    kinds_result, kinds_sitting = attempts_of_every_kind(every_kind, steps[-1], now=now)
    starting = Enrolment.all_objects.get(cohort=cohorts["running"], user=demo_user("trainee-ar"))
    return {
        "starting": starting.pk,
        "sitting": start_attempt(half_way, edition_step=steps[-1], language="en", now=now).pk,
        "result": graded.pk,
        "certificate": Certificate.all_objects.get(enrolment__user=graduate).number,
        "later": enrol(later, user=graduate, now=now).pk,
        "plain": enrol(runs_now, user=demo_user("latecomer"), now=now).pk,
        "kinds_sitting": kinds_sitting.pk,
        "kinds_result": kinds_result.pk,
    }


def _begun(name: str, like: Cohort, now: datetime, *, opens_on: int = 0) -> Cohort:
    """Planned, announced and, by a sweep, open or running; once."""
    from cms.core.sweep import sweep
    from cms.people.demo import demo_user
    from courses.cohorts.actions import announce
    from courses.cohorts.models import Cohort

    begun = Cohort.all_objects.filter(name=name).first()
    if begun is None:
        begun = _plan(name, like, now, opens_on=opens_on)
        announce(begun, by=demo_user("organiser"), now=now)
        sweep(now)
    return begun


def _people(cohorts: dict[str, Cohort], now: datetime) -> dict[str, Any]:
    from cms.invitations.models import Invitation
    from cms.networks.models import Membership
    from cms.pages.models import Listing
    from cms.people.demo import demo_user
    from courses.cohorts.actions.invitation import invite_to_cohort
    from courses.learning.actions import make_link

    newcomer, organiser = demo_user("newcomer"), demo_user("organiser")
    make_link(demo_user("graduate"), now=now)
    invite_to_cohort(cohorts["open"], emails=[newcomer.email], language="en", by=organiser, now=now)
    for_a_role = Invitation.all_objects.get(email="colleague@example.org")
    return {
        "membership": Membership.objects.get(user=demo_user("member")).pk,
        "organiser": organiser.pk,
        "listing": Listing.objects.get(user=organiser).pk,
        "invitation": Invitation.all_objects.get(email=newcomer.email).pk,
        "role_invitation": for_a_role.pk,
        "token": for_a_role.token,
    }


def _every_block(like: Cohort, now: datetime) -> dict[str, Any]:
    from courses.cohorts.actions import enrol
    from courses.cohorts.models import Cohort
    from courses.editions.models import EditionStep
    from tests.every_block import course_of_every_block
    from tests.every_kind import sitter

    course = course_of_every_block(now)
    of_blocks = Cohort(network=like.network, course_key=course.translation_key)
    every_block = enrol(_begun("Every block", of_blocks, now), user=sitter(), now=now)
    [step] = EditionStep.objects.filter(edition__syllabuses__enrolments=every_block)
    return {"blocks": every_block.pk, "blocks_lesson": str(step.step_key)}


def _written(running: Cohort, now: datetime) -> dict[str, Any]:
    from courses.catalogue.models import ModuleUse
    from courses.learning.models import Announcement, MistakeReport

    use = ModuleUse.all_objects.get()
    return {
        "mistake": MistakeReport.all_objects.get(state="open").pk,
        "mistake_answered": MistakeReport.all_objects.get(state="answered").pk,
        "use": use.pk,
        "kept_back": str(use.module_key),
        "announcement": Announcement.objects.get(cohort=running, state="done").pk,
        "announcement_draft": draft_announcement(running, now).pk,
    }


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
