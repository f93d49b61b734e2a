from __future__ import annotations

import logging
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.questionnaires.enums import CHOOSING, Kind, Moment
from assessments.questionnaires.models import (
    FEWEST,
    MOST_CHOICES,
    MOST_QUESTIONS,
    MOST_WORDS,
    Answered,
    Question,
    Questionnaire,
    Reply,
)
from assessments.questionnaires.standard import ASKED, STANDARD
from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import refuse_if_over, refuse_unless_organiser

logger = logging.getLogger(__name__)

Answer = int | list[int] | str


def make_questionnaire(cohort: Cohort, *, moment: Moment, standard: bool, by: User) -> Questionnaire:
    """The one there is, where there is one; a new one has the standard questions, or none. Refusal with code `ended`."""
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.filter(pk=cohort.pk)).get()
        refuse_if_over(cohort)
        made, new = Questionnaire.all_objects.get_or_create(cohort=cohort, moment=moment)
        if new and standard:
            Question.objects.bulk_create(
                Question(questionnaire=made, position=position, kind=STANDARD[key].kind, standard=key)
                for position, key in enumerate(ASKED[moment], start=1)
            )
    _log("questionnaire.made", made, by)
    return made


def add_question(
    questionnaire: Questionnaire,
    *,
    kind: Kind,
    text: Mapping[str, str],
    choices: Mapping[str, Sequence[str]],
    by: User,
) -> Question:
    """The last one. Refusal with code `open`, `ended`, `many`, or `choices`: fewer than two, too many, or not as many in
    each language."""
    with transaction.atomic():
        questionnaire = _lock(questionnaire, by)
        numbers = {len(each) for each in choices.values()}
        if kind in CHOOSING and (len(numbers) != 1 or not 2 <= min(numbers) <= MOST_CHOICES):
            raise Refusal(
                _("Give two choices at least, twelve at most, and as many in each language."), code="choices"
            )
        if questionnaire.questions.count() >= MOST_QUESTIONS:
            raise Refusal(_("Thirty questions are the most. Take one out first."), code="many")
        last = questionnaire.questions.aggregate(last=Max("position"))["last"] or 0
        return Question.objects.create(
            questionnaire=questionnaire,
            position=last + 1,
            kind=kind,
            text=dict(text),
            choices={code: list(said) for code, said in choices.items()} if kind in CHOOSING else {},
        )


def remove_question(question: Question, *, by: User) -> None:
    """Refusal with code `open` or `ended`."""
    with transaction.atomic():
        questionnaire = _lock(question.questionnaire, by)
        questionnaire.questions.filter(pk=question.pk).delete()


def open_questionnaire(questionnaire: Questionnaire, *, anonymous: bool, by: User, now: datetime) -> None:
    """From now on it is asked, and stays as it is. Refusal with code `open`, `ended` or `empty`."""
    with transaction.atomic():
        questionnaire = _lock(questionnaire, by)
        if not questionnaire.questions.exists():
            raise Refusal(_("There is nothing to ask yet. Add a question first."), code="empty")
        questionnaire.anonymous, questionnaire.opened_at = anonymous, now
        questionnaire.save(update_fields=["anonymous", "opened_at"])
    _log("questionnaire.opened", questionnaire, by)


def discard_questionnaire(questionnaire: Questionnaire, *, by: User) -> None:
    """Takes it away before it is open. Refusal with code `open` or `ended`."""
    with transaction.atomic():
        questionnaire = _lock(questionnaire, by)
        pk = questionnaire.pk
        questionnaire.delete()
    logger.info("Questionnaire", extra={"event": "questionnaire.discarded", "questionnaire": pk, "by": by.pk})


def reply(
    questionnaire: Questionnaire, *, enrolment: Enrolment, answers: Mapping[int, Answer], now: datetime
) -> None:
    """Keeps what one person says, once; what fits no question of it is left out.

    Refusal with code `answered`, `not_asked` (not now, or not this person) or `nothing`.
    """
    with transaction.atomic():
        enrolment = locked(Enrolment.all_objects.select_related("cohort").filter(pk=enrolment.pk)).get()
        questionnaire = locked(Questionnaire.all_objects.filter(pk=questionnaire.pk)).get()
        if questionnaire.cohort_id != enrolment.cohort_id or not questionnaire.asks_at(enrolment, now):
            raise Refusal(_("These questions are not asked at the moment."), code="not_asked")
        if Answered.objects.filter(questionnaire=questionnaire, enrolment=enrolment).exists():
            raise Refusal(_("You have answered already. Thank you."), code="answered")
        kept = fitting(questionnaire.questions.all(), answers)
        if not kept:
            raise Refusal(_("Answer one question at least, then send it."), code="nothing")
        Answered.objects.create(questionnaire=questionnaire, enrolment=enrolment)
        if questionnaire.anonymous:
            _add_to_the_lot(questionnaire, kept)
        else:
            Reply.objects.create(questionnaire=questionnaire, enrolment=enrolment, answers=kept, shown=True)
    # Neither who nor when beyond the minute of the log: the log names the questionnaire only.
    logger.info("Reply kept", extra={"event": "questionnaire.reply", "questionnaire": questionnaire.pk})


def _add_to_the_lot(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> None:
    """Under the questionnaire's lock."""
    waiting = questionnaire.replies.filter(shown=False)
    lot = [*waiting.values_list("answers", flat=True), answers]
    random.SystemRandom().shuffle(lot)
    waiting.delete()
    full = len(lot) >= FEWEST
    Reply.objects.bulk_create(Reply(questionnaire=questionnaire, answers=one, shown=full) for one in lot)


def fitting(questions: Iterable[Question], answers: Mapping[int, Any]) -> dict[str, Answer]:
    """Of the answers, by the question's id, those that fit its kind; as `Reply` keeps them."""
    kept: dict[str, Answer] = {}
    for question in questions:
        answer, places = answers.get(question.pk), range(len(question.choices_said))
        fits: Answer | None
        if question.kind == Kind.TEXT:
            fits = answer.strip()[:MOST_WORDS] if isinstance(answer, str) else None
        elif question.kind == Kind.SEVERAL:
            fits = sorted(set(answer) & set(places)) if isinstance(answer, list) else None
        else:
            fits = answer if isinstance(answer, int) and answer in places else None
        if fits is not None and fits not in ("", []):
            kept[str(question.pk)] = fits
    return kept


def copy_questionnaires(original: Cohort, made: Cohort) -> None:
    """COHORT_COPIERS: the questions of the one are those of the other, not open yet."""
    for questionnaire in Questionnaire.all_objects.of(original):
        copied = Questionnaire.all_objects.create(
            cohort=made, moment=questionnaire.moment, anonymous=questionnaire.anonymous
        )
        Question.objects.bulk_create(
            Question(questionnaire=copied, **{name: getattr(question, name) for name in COPIED_OF_QUESTION})
            for question in questionnaire.questions.all()
        )


def carry_answers(given_up: Enrolment, kept: Enrolment) -> None:
    """UNITING_CARRIERS: who has answered with one account is not asked again with the other; what they said twice
    under their name counts once."""
    twice = list(Answered.objects.filter(enrolment=kept).values_list("questionnaire", flat=True))
    for model in (Answered, Reply):
        theirs = model._default_manager.filter(enrolment=given_up)
        theirs.filter(questionnaire__in=twice).delete()
        theirs.update(enrolment=kept)


COPIED_OF_QUESTION = ("position", "kind", "standard", "text", "choices")


def _lock(questionnaire: Questionnaire, by: User) -> Questionnaire:
    """One that is not open yet, for those who run its cohort."""
    found = locked(
        Questionnaire.all_objects.select_related("cohort__network").filter(pk=questionnaire.pk)
    ).get()
    refuse_unless_organiser(found.cohort, by)
    refuse_if_over(found.cohort)
    if found.opened_at is not None:
        raise Refusal(_("It is open: people answer these questions, so they stay as they are."), code="open")
    return found


def _log(event: str, questionnaire: Questionnaire, by: User) -> None:
    logger.info("Questionnaire", extra={"event": event, "questionnaire": questionnaire.pk, "by": by.pk})
