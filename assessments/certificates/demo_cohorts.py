"""Two dozen trainees in the demo's other cohorts, each as far as people in such a cohort are.

Everything is played at moments of its own past, in order, with the sweep once a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.quizzes.actions import save_response, start_attempt, submit
from cms.people.demo import demo_user
from cms.people.models import User
from courses.cohorts.actions import apply, enrol, join_waiting_list, refuse, withdraw
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import EditionStep
from courses.editions.reading import taught_syllabus
from courses.learning.actions import open_step, record_result
from courses.learning.enums import ResultSource

Event = tuple[int, Callable[[datetime], object]]
ALL = 99


@dataclass(frozen=True)
class Part:
    """`steps` done of the course, in its order; at a quiz that is not `passes`, half of the questions are answered."""

    number: int
    cohort: str
    steps: int
    passes: bool = True
    withdraws: bool = False


PARTS = (
    *(Part(number, "wacap-closed", steps) for number, steps in enumerate((ALL, ALL, ALL, 3, ALL), start=1)),
    Part(6, "wacap-closed", ALL, passes=False),
    Part(7, "wacap-closed", 2, withdraws=True),
    *(Part(number, "casc-running", steps) for number, steps in enumerate((ALL, 4, 2, 1, 0), start=8)),
    *(Part(number, "seajust-running", steps) for number, steps in enumerate((11, 9, 6, 4, 1, 0), start=13)),
    Part(19, "seajust-running", 6, passes=False),
    *(Part(number, "seajust-closed", steps) for number, steps in enumerate((ALL, ALL, 7, ALL), start=20)),
    Part(24, "seajust-closed", 12, withdraws=True),
)


# Who has asked for a seat, so many days ago, and what they wrote.
APPLICATIONS = (
    (4, 1, "Mutual legal assistance, a dozen requests a year.", "Send fewer incomplete ones."),
    (3, 2, "Extradition, as the central authority’s lawyer.", "Know whom to call before I write."),
    (2, 15, "أجيب عن الطلبات الواردة إلى النيابة العامة.", "أن أجيب في وقت أقصر."),
)
IN_THE_FULL_COHORT = ((5, 8), (4, 9))
WAITING = ((3, 10), (2, 11))
NOT_ADMITTED = 3


def story_of(cohorts: dict[str, Cohort], now: datetime) -> list[Event]:
    """What happened up to yesterday, as (days from now, act)."""
    events = [event for part in PARTS for event in _events(part, cohorts[part.cohort], now)]
    return [event for event in (*events, *_asking(cohorts)) if event[0] < 0]


def _asking(cohorts: dict[str, Cohort]) -> Iterator[Event]:
    asked, full = cohorts["casc-open"], cohorts["seajust-open"]
    for days, number, *answers in APPLICATIONS:
        yield -days, lambda at, n=number, said=answers: apply(asked, user=_trainee(n), answers=said, now=at)
    for days, number in IN_THE_FULL_COHORT:
        yield -days, lambda at, n=number: enrol(full, user=_trainee(n), now=at)
    for days, number in WAITING:
        yield -days, lambda at, n=number: join_waiting_list(full, user=_trainee(n), now=at)
    yield -1, lambda at: withdraw(_of(full, f"trainee-{IN_THE_FULL_COHORT[0][1]:02}"), now=at)
    yield (
        -2,
        lambda at: apply(asked, user=_trainee(NOT_ADMITTED), answers=["None yet.", "Begin."], now=at),
    )
    yield -1, lambda at: _refuse(asked, at)


def _refuse(cohort: Cohort, at: datetime) -> None:
    refuse(
        _of(cohort, f"trainee-{NOT_ADMITTED:02}"),
        reason="This cohort is for people who send or answer requests. Begin with “A network of one’s own”.",
        by=demo_user("organiser"),
        now=at,
    )


def _trainee(number: int) -> User:
    return demo_user(f"trainee-{number:02}")


def _events(part: Part, cohort: Cohort, now: datetime) -> Iterator[Event]:
    trainee = f"trainee-{part.number:02}"
    first = (cohort.starts - now.date()).days
    yield first - 6 - part.number % 5, lambda at: enrol(cohort, user=demo_user(trainee), now=at)
    for place, day in enumerate(_days(cohort)):
        if place < part.steps:
            yield first + day, lambda at, n=place: _do(cohort, trainee, n, at, passes=part.passes)
    if part.withdraws:
        yield first + 22, lambda at: withdraw(_of(cohort, trainee), now=at)


def _days(cohort: Cohort) -> Iterator[int]:
    """On which day of the cohort each step is done: one a day from the day after its module opens."""
    course = cohort.releases.order_by("opens_at").values_list("module_key", "day_offset")
    for module, offset in course:
        newest = EditionStep.objects.filter(edition__module_key=module).order_by(
            "-edition__number", "position"
        )
        steps = list(newest.values_list("edition", flat=True))
        for place in range(steps.count(steps[0])):
            yield offset + 1 + place


def _of(cohort: Cohort, trainee: str) -> Enrolment:
    found = Enrolment.all_objects.select_related("cohort", "user")
    return found.get(cohort=cohort, user=demo_user(trainee))


def _do(cohort: Cohort, trainee: str, place: int, at: datetime, *, passes: bool) -> None:
    enrolment = _of(cohort, trainee)
    if not enrolment.may_work:
        return
    taught = taught_syllabus(enrolment.syllabus_id, enrolment.language).steps[place]
    step = EditionStep.objects.get(pk=taught.id)
    open_step(enrolment, step_key=step.step_key, progress=None, now=at)
    if step.kind == "quiz":
        _answer(enrolment, step, at, passes=passes)
    else:
        record_result(enrolment, step_key=step.step_key, now=at, source=ResultSource.READ)


def _answer(enrolment: Enrolment, step: EditionStep, at: datetime, *, passes: bool) -> None:
    attempt = start_attempt(enrolment, edition_step=step, language=enrolment.language, now=at)
    questions = list(attempt.questions.select_related("version").order_by("position"))
    for question in questions[1:] if passes else questions[: len(questions) // 2]:
        at += timedelta(seconds=45)
        save_response(
            attempt,
            position=question.position,
            sequence=1,
            answer=question.version.parsed.key(),
            user=enrolment.user,
            now=at,
        )
    submit(attempt, user=enrolment.user, now=at + timedelta(seconds=30))
