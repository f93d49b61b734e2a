from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.questions.bodies import Body
from assessments.questions.models import Bank, Question, QuestionVersion
from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.networks.models import Network

logger = logging.getLogger(__name__)


def ensure_bank(network: Network, *, slug: str, name: str) -> Bank:
    """The network's bank of this short name; the name of one that exists stays as it is."""
    bank, _made = Bank.all_objects.get_or_create(network=network, slug=slug, defaults={"name": name})
    return bank


@transaction.atomic
def write_question(bank: Bank, *, key: UUID, body: Body, now: datetime) -> QuestionVersion:
    """Keep `body` as the newest version of the question `key`; a body equal to the newest writes nothing."""
    Question.all_objects.get_or_create(key=key, defaults={"bank": bank})
    question = locked(Question.all_objects.filter(key=key)).get()
    if question.bank_id != bank.pk:
        raise Refusal(
            _(
                "This question is kept in another bank. Give it an id of its own, or import into the bank that has it."
            ),
            code="other_bank",
        )
    newest = question.versions(manager="all_objects").order_by("-number").first()
    data = body.to_json()
    if newest is not None and newest.body == data:
        return newest
    number = newest.number + 1 if newest else 1
    version = QuestionVersion.all_objects.create(question=question, number=number, body=data, written_at=now)
    logger.info(
        "Question version written",
        extra={"event": "question.version_written", "question": str(key), "number": number, "bank": bank.pk},
    )
    return version
