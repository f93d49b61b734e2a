"""Attempts with a question of each kind, for pages: the demo's quizzes are their authors' business."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.quizzes.models import Attempt
    from cms.people.models import User
    from courses.cohorts.models import Enrolment
    from courses.editions.models import EditionStep


def sitter() -> User:
    """Somebody who has nothing else to do, and signs in as the demo's people do."""
    from allauth.account.models import EmailAddress
    from django.conf import settings

    from cms.people.demo import PASSWORD
    from cms.people.models import User

    email = "kinds@example.org"
    found = User.objects.filter(email=email).first()
    if found is None:
        found = User.objects.create_user(
            email, PASSWORD, display_name="Kinds", privacy_version=settings.PRIVACY_VERSION
        )
        EmailAddress.objects.create(user=found, email=email, verified=True, primary=True)
    return found


def attempts_of_every_kind(
    enrolment: Enrolment, step: EditionStep, *, now: datetime
) -> tuple[Attempt, Attempt]:
    """One that is graded, right, wrong and half right, and one under way; again they are the same."""
    from assessments.quizzes.actions import start_attempt, submit
    from assessments.quizzes.models import Attempt

    done = Attempt.all_objects.filter(enrolment=enrolment, number=1).first()
    if done is None:
        done = _begin(enrolment, step, now)
        _answer(done, ("wrong", "part", "right", "wrong", "part", "part", "wrong"), now)
        submit(done, user=enrolment.user, now=now)
    under_way = Attempt.all_objects.filter(enrolment=enrolment, number=2).first()
    if under_way is None:
        under_way = _begin(enrolment, step, now)
        _answer(under_way, ("right", "", "", "right", "part", "", ""), now)
    return done, start_attempt(enrolment, edition_step=step, language="en", now=now)


def _begin(enrolment: Enrolment, step: EditionStep, now: datetime) -> Attempt:
    from assessments.questions.actions import ensure_bank, write_question
    from assessments.quizzes.actions import start_attempt
    from assessments.quizzes.models import AttemptQuestion
    from tests.assessments.questions.parts import EXAMPLES, read

    attempt = start_attempt(enrolment, edition_step=step, language="en", now=now)
    attempt.questions(manager="all_objects").all().delete()
    bank = ensure_bank(step.edition.network, slug="every-kind", name="Every kind")
    for position, (kind, example) in enumerate(EXAMPLES.items(), start=1):
        key = uuid.uuid5(uuid.NAMESPACE_URL, kind)
        version = write_question(bank, key=key, body=read(*example), now=now)
        AttemptQuestion.all_objects.create(
            attempt=attempt,
            position=position,
            version=version,
            points=example[0]["points"],
            order=version.parsed.order(f"{attempt.seed}:{position}"),
        )
    return attempt


def _answer(attempt: Attempt, how: tuple[str, ...], now: datetime) -> None:
    from assessments.quizzes.actions import save_response

    wrong = (["b"], ["c"], ["7"], ["true"], None, None, ["double jeopardy"])
    part = (
        None,
        ["a"],
        None,
        None,
        {"atlas": "atlas", "fiches": "compendium"},
        ["b", "c", "d", "a"],
        None,
    )
    for question in attempt.questions(manager="all_objects").select_related("version"):
        body, place = question.version.parsed, question.position - 1
        sent = {"right": body.key(), "wrong": wrong[place], "part": part[place], "": None}[how[place]]
        if sent and how[place] == "part" and body.open_parts(None):
            sent = body.as_sent(sent)
        if sent:
            save_response(
                attempt,
                position=question.position,
                sequence=1,
                answer=sent,
                user=attempt.enrolment.user,
                now=now,
            )
