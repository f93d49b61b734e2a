"""Whatever waits to be told of a cohort is called off when that is cancelled: each kind of notice that speaks of one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from cms.core.enums import JobState
from cms.notices.actions import write_notice
from cms.notices.kinds import Kind, kinds, stamp
from cms.notices.models import Notice
from cms.people.models import User
from courses.cohorts.actions import cancel
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, LiveSession
from tests.cast import make_person
from tests.cms.notices.test_writing import FACTS
from tests.courses import taught
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db

# The cohort runs from 1 March to 31 December 2027. At noon of a working day nothing waits for a better hour.
NOW = datetime(2027, 3, 18, 12, tzinfo=UTC)
OF_A_COHORT = {"enrolment", "cohort", "cohort_id"}
# What is told all the same, and why.
TOLD_ALL_THE_SAME = {
    "cohort_cancelled": "says it",
    "session_cancelled": "takes the session out of the reader's calendar, which no other message does",
    "not_admitted": "the answer to an application, which its writer waits for and nothing else gives",
    "nominee_answered": "the host's answer to an authority, with its reason",
    "seat_ended": "the host's act, with its reason, which was so before",
    "nominations_cancelled": "says it",
    "nominations_ended": "that there was no answer in time, which was so before",
    "asked_no_more": "that an authority is asked no more, which was so before",
    "help_asked": "somebody waits for an answer, cohort or not",
    "announcement": "an organiser wrote it, perhaps of the cancellation itself",
    "personal_message": "as an announcement",
    "seats_united": "of two accounts, which is so whatever becomes of the cohort",
    "result_ready": "of an attempt that was made; what was learnt is kept",
    "late_decided": "as a result",
}
# What only the end of a cohort brings: tests/assessments/questionnaires/test_telling.py.
AT_THE_END = {"questions_asked"}


def speaking_of_a_cohort() -> list[str]:
    return sorted(key for key, kind in kinds().items() if kind.facts & OF_A_COHORT)


CALLED_OFF = [key for key in speaking_of_a_cohort() if key not in TOLD_ALL_THE_SAME.keys() | AT_THE_END]


@pytest.fixture
def central() -> User:
    return make_person("central", central=True)


@pytest.fixture
def cohort() -> Cohort:
    return taught.a_running_cohort()


def waiting_to_be_told(cohort: Cohort, kind: Kind) -> Notice:
    """Written as it is where everything that it says is so."""
    state = getattr(kind, "told_in", EnrolmentState.ACTIVE)
    enrolment = taught.enrolled(cohort, "amina@example.org")
    if state != EnrolmentState.ACTIVE:
        held = {"answer_by": NOW + timedelta(days=1)} if state == EnrolmentState.OFFERED else {}
        Enrolment.all_objects.filter(pk=enrolment.pk).update(
            state=state, enrolled_at=None, asked_at=NOW, **held
        )
    session = LiveSession.objects.create(cohort=cohort, title="Call", day_offset=30)
    release = taught.first_release(cohort)
    said = {
        "release": release.pk,
        "due_at": stamp(release.due_at),
        "enrolment": enrolment.pk,
        "cohort": cohort.name,
        "cohort_id": cohort.pk,
        "session_id": session.pk,
        "at": stamp(session.starts_at),
    }
    with time_machine.travel(NOW, tick=False):
        write_notice(
            enrolment.user,
            kind=kind.key,
            subject=f"cohort:{cohort.pk}",
            facts=FACTS | said,
            network=cohort.network,
            due=NOW,
            now=NOW,
        )
    return Notice.objects.get(kind=kind.key)


def delivered(notice: Notice) -> JobState:
    deliver_due(NOW)
    notice.refresh_from_db()
    return JobState(notice.state)


@pytest.mark.parametrize("key", CALLED_OFF)
def test_what_waits_to_be_told_of_a_cohort_is_sent_while_it_runs(cohort: Cohort, key: str) -> None:
    assert delivered(waiting_to_be_told(cohort, kinds()[key])) == JobState.DONE


@pytest.mark.parametrize("key", CALLED_OFF)
def test_nothing_of_it_is_sent_once_it_is_cancelled(cohort: Cohort, central: User, key: str) -> None:
    notice = waiting_to_be_told(cohort, kinds()[key])
    cancel(cohort, by=central, now=NOW)
    assert delivered(notice) == JobState.CANCELLED


def test_what_is_told_all_the_same_speaks_of_a_cohort() -> None:
    assert TOLD_ALL_THE_SAME.keys() <= set(speaking_of_a_cohort())
