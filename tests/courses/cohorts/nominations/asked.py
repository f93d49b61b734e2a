"""An authority that is asked for people, and those whom it proposes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from courses.cohorts.actions.nomination import (
    ask_to_nominate,
    propose,
)
from courses.cohorts.models import Cohort, Nominee, SendingAuthority
from tests.cast import Cast

NOW = datetime(2027, 3, 10, 9, tzinfo=UTC)
CLOSES = date(2027, 3, 20)
AFTER = datetime(2027, 3, 21, 9, tzinfo=UTC)


def ask(
    cohort: Cohort,
    cast: Cast,
    *,
    email: str = "ministry@example.org",
    most: int = 3,
    closes_on: date = CLOSES,
) -> SendingAuthority:
    return ask_to_nominate(
        cohort,
        name="Ministry of Justice",
        email=email,
        language="en",
        most=most,
        closes_on=closes_on,
        by=cast.organiser,
        now=NOW,
    )


def put(authority: SendingAuthority, name: str, *, now: datetime = NOW, **said: str) -> Nominee:
    words = {"country": "SN", "role": "prosecutor", "note": "Answers most requests"} | said
    email = f"{name.lower()}@example.org"
    return propose(authority, email=email, name=name, by=authority.nominator, now=now, **words)


def order(authority: SendingAuthority) -> list[str]:
    return [each.name for each in authority.nominees.in_order()]
