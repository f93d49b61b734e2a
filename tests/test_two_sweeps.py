"""Two workers that sweep at the same moment do what one does: each thing once, nothing left."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from assessments.certificates.models import Certificate
from assessments.quizzes.enums import AttemptState
from assessments.quizzes.models import Attempt
from cms.core.sweep import sweep
from cms.networks.enums import NetworkKind
from cms.notices.models import Notice
from cms.people.models import User
from courses.catalogue.models import CoursePage
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.editions.models import EditionStep, Syllabus
from courses.learning.actions import confirm_announcement, record_result, write_announcement
from courses.learning.actions.announcement import Said
from courses.learning.enums import Audience, ResultSource
from tests.assessments import taught
from tests.assessments.quizzes.sat import NOW, RIGHT, Sat, a_quiz
from tests.cast import make_course, make_module, make_network, make_person
from tests.races import ROUNDS, problems, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
AT = datetime(2027, 4, 5, 9, 30, tzinfo=UTC)
# What one sweep does, by itself, of what falls due in a round.
ALONE = {
    "open_enrolment": 1,
    "lapse_offers": 0,
    "end_queues": 0,
    "settle_unanswered": 0,
    "offer_places": 0,
    "invite_lists": 0,
    "start_cohorts": 1,
    "release_due": 1,
    "release_own": 0,
    "close_expired": 1,
    "remind_of_sessions": 0,
    "remind": 2,
    "remind_own": 0,
    "call_silent": 0,
    "tell_of_the_week": 0,
    "tell_of_new_editions": 0,
    "tell_of_reviews": 0,
    "tell_of_drafts": 0,
    "close_cohorts": 1,
    "award_due": 1,
    "warn_of_expiry": 0,
    "tell_of_questions": 0,
    "scale_pictures": 0,
    "forget_unanswered": 0,
    "index_passages": 0,
    "send_announcements": 1,
    "tell_who_asked": 1,
    "gather_digests": 0,
    "hurry_account_letters": 0,
    "hurry_notices": 0,
    "hurry_digests": 0,
    "hurry_letters": 0,
    "hurry_drawings": 0,
    "forget_old": 0,
}


def sweep_all(number: int) -> dict[str, int]:
    return sweep(AT)


@dataclass
class Scene:
    course: CoursePage
    quiz: EditionStep
    syllabus: Syllabus
    people: list[User]
    central: User

    def fall_due(self) -> None:
        """A cohort whose enrolment opens; one that starts, releases and reminds both people, to whom an
        announcement goes; one that closes as soon as an attempt has ended, which one of them passes."""
        self._planned(CohortState.ANNOUNCED, starts=date(2027, 5, 3))
        starting = self._planned(CohortState.OPEN, starts=AT.date())
        for key in self.course.module_keys():
            Release.objects.create(cohort=starting, module_key=key, local_time=time(9), due_offset=0)
        ending = taught.cohort(self.syllabus.network, self.syllabus)
        for user in self.people:
            Enrolment.all_objects.create(cohort=starting, user=user, language="en", enrolled_at=taught.START)
        announce(starting, by=self.central)
        diligent, _idle = [taught.enrol(user, ending) for user in self.people]
        self._sit(diligent)

    def _planned(self, state: CohortState, *, starts: date) -> Cohort:
        return Cohort.all_objects.create(
            network=self.syllabus.network,
            course_key=self.course.translation_key,
            name=f"To be {state}",
            languages=["en"],
            time_zone="Africa/Dakar",
            enrolment_opens_on=date(2027, 4, 1),
            enrolment_closes_on=date(2027, 5, 20),
            starts=starts,
            ends=date(2027, 6, 30),
            state=state,
        )

    def _sit(self, enrolment: Enrolment) -> None:
        for step in taught.steps_of(self.syllabus):
            if step.required and step.kind == "lesson":
                record_result(enrolment, step_key=step.step_key, now=NOW, source=ResultSource.READ)
        sat = Sat(enrolment.user, enrolment.cohort, enrolment, self.quiz)
        attempt = sat.start()
        for position, answer in RIGHT.items():
            sat.save(attempt, position, answer)


def announce(cohort: Cohort, *, by: User) -> None:
    said = Said(Audience.EVERYBODY, "en", "A call", "At ten.", takes_answers=False)
    draft = write_announcement(cohort, said=said, key=uuid.uuid4(), by=by, now=NOW)
    confirm_announcement(draft, seen=1, by=by, now=NOW)


@pytest.fixture
def scene() -> Scene:
    central = make_person("central", central=True)
    host = make_network("wacap", NetworkKind.EMERGING, by=central)
    make_network("ejn", NetworkKind.ESTABLISHED, by=central)
    course = make_course(host, "A request that gets an answer", make_module(host, "Before you write"))
    sat = a_quiz()
    Cohort.all_objects.update(state=CohortState.CANCELLED)
    return Scene(course, sat.step, sat.cohort.syllabus, [sat.user, make_person("idle")], central)


def test_two_sweeps_at_once_do_what_one_does(scene: Scene) -> None:
    scene.fall_due()
    # The first to start a cohort indexes its one lesson, which the later ones share, and begins the day's e-mails.
    assert sweep(AT) == ALONE | {"index_passages": 1, "gather_digests": 3}

    results = race([sweep_all, sweep_all], before=lambda number: scene.fall_due())

    assert problems(results) == []
    assert [{step: one[step] + other[step] for step in ALONE} for one, other in results] == [ALONE] * ROUNDS
    assert sweep(AT) == dict.fromkeys(ALONE, 0)
    times = ROUNDS + 1
    assert Counter(Notice.objects.values_list("kind", flat=True)) == {
        "cohort_started": 2 * times,
        "result_ready": times,
        "module_released": 2 * times,
        "due_tomorrow": 2 * times,
        "announcement": 2 * times,
        "work_ended": times,
        "certificate_ready": times,
    }
    taken = Cohort.all_objects.filter(course_key=scene.course.translation_key, state=CohortState.RUNNING)
    assert len(set(taken.values_list("syllabus", flat=True))) == times
    assert Syllabus.all_objects.count() == times + 1
    assert Counter(Attempt.all_objects.values_list("state", flat=True)) == {AttemptState.GRADED: times}
    assert Certificate.all_objects.count() == times
    ended = Enrolment.all_objects.filter(cohort__state=CohortState.CLOSED)
    assert Counter(ended.values_list("state", flat=True)) == {
        EnrolmentState.COMPLETED: times,
        EnrolmentState.NOT_COMPLETED: times,
    }
