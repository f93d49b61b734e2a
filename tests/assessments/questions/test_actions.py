from __future__ import annotations

import datetime as dt
import uuid

import pytest

from assessments.questions.actions import ensure_bank, write_question
from assessments.questions.models import Bank, Question, QuestionVersion, VersionIsImmutable
from cms.core.errors import Refusal
from tests.assessments import taught
from tests.assessments.questions.parts import SINGLE, SINGLE_AR, read

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 9, 10, 10, tzinfo=dt.UTC)
KEY = uuid.uuid4()


def bank(slug: str = "ejn") -> Bank:
    return ensure_bank(taught.network(slug), slug="modules", name="Questions of modules")


def test_a_bank_is_made_once() -> None:
    assert bank() == bank()


def test_only_another_body_is_another_version() -> None:
    first = write_question(bank(), key=KEY, body=read(SINGLE, SINGLE_AR), now=NOW)
    assert write_question(bank(), key=KEY, body=read(SINGLE, SINGLE_AR), now=NOW) == first
    second = write_question(bank(), key=KEY, body=read(SINGLE), now=NOW)
    assert (first.number, second.number, first.question) == (1, 2, second.question)
    assert Question.objects.count() == 1
    assert QuestionVersion.objects.newest_of([KEY, uuid.uuid4()]) == {KEY: second}


def test_a_version_is_never_changed() -> None:
    version = write_question(bank(), key=KEY, body=read(SINGLE), now=NOW)
    version.body = {}
    with pytest.raises(VersionIsImmutable):
        version.save()
    version.refresh_from_db()
    assert version.parsed == read(SINGLE)


def test_a_question_stays_in_its_bank() -> None:
    write_question(bank(), key=KEY, body=read(SINGLE), now=NOW)
    with pytest.raises(Refusal) as refused:
        write_question(bank("casc"), key=KEY, body=read(SINGLE, SINGLE_AR), now=NOW)
    assert refused.value.code == "other_bank"
    assert QuestionVersion.objects.count() == 1
