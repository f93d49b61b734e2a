"""Certificates that are valid for a time: until when, what is said before the end, and what who checks them reads."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from assessments.certificates.actions import award_due
from assessments.certificates.awards import Award
from assessments.certificates.enums import CertificateState
from assessments.certificates.expiry import warn_of_expiry
from assessments.certificates.models import Certificate
from assessments.certificates.statement import Statement
from cms.notices.models import Notice
from courses.editions.models import Syllabus
from tests.assessments.certificates.stated import BASE, statement
from tests.assessments.taught import NOW, cohort, did, enrol, network, person, syllabus
from tests.mailing import deliver_due

DAY = dt.timedelta(days=1)


def award(months: int | None) -> Award:
    return Award(uuid.uuid4(), {"en": "Certificate"}, "all_required", months)


@pytest.mark.parametrize(
    ("months", "issued", "end"),
    [
        (1, "2027-01-31T09:00:00+00:00", "2027-02-28T09:00:00+00:00"),
        (12, "2028-02-29T09:00:00+00:00", "2029-02-28T09:00:00+00:00"),
        (48, "2028-02-29T09:00:00+00:00", "2032-02-29T09:00:00+00:00"),
        (2, "2027-11-30T23:59:00+00:00", "2028-01-30T23:59:00+00:00"),
    ],
)
def test_months_are_those_of_the_calendar(months: int, issued: str, end: str) -> None:
    assert award(months).expires_at(dt.datetime.fromisoformat(issued)) == dt.datetime.fromisoformat(end)


@given(
    st.integers(1, 240),
    st.integers(1_600_000_000, 3_600_000_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)),
)
def test_the_end_lies_so_many_months_ahead_on_the_day_or_the_last_before_it(
    months: int, issued: dt.datetime
) -> None:
    end = award(months).expires_at(issued)
    assert end is not None
    assert (end.year * 12 + end.month) - (issued.year * 12 + issued.month) == months
    assert end.day <= issued.day
    assert end.day == issued.day or (end + DAY).month != end.month
    assert end.timetz() == issued.timetz()


def test_what_has_no_end_is_stated_as_before_there_was_one() -> None:
    assert "valid_until" not in BASE.to_json()
    limited = statement(valid_until="2028-11-12T09:00:00Z")
    assert Statement.from_json(limited.to_json()) == limited
    assert Statement.from_json(BASE.to_json()).valid_until is None


@pytest.fixture
def certificate(db: None) -> Certificate:
    host = network("wacap")
    taken = syllabus(host)
    Syllabus.all_objects.filter(pk=taken.pk).update(
        awards=[line | {"valid_months": 24} for line in taken.awards]
    )
    did(enrol(person("aicha@example.org"), cohort(host, Syllabus.all_objects.get(pk=taken.pk))))
    assert award_due(NOW) == 1
    return Certificate.all_objects.get()


def test_it_is_stated_and_told_a_month_before_once(certificate: Certificate) -> None:
    end = certificate.expires_at
    assert end is not None
    assert certificate.stated is not None
    assert certificate.stated.valid_until == end.strftime("%Y-%m-%dT%H:%M:%SZ")
    moments = (end - 31 * DAY, end - 30 * DAY, end - 29 * DAY, end)
    assert [warn_of_expiry(moment) for moment in moments] == [0, 1, 0, 0]
    assert Notice.objects.filter(kind="certificate_expiring").count() == 1


def test_what_was_withdrawn_or_is_over_is_not_told(certificate: Certificate) -> None:
    end = certificate.expires_at
    assert end is not None
    assert warn_of_expiry(end) == 0
    warn_of_expiry(end - DAY)
    Certificate.all_objects.update(state=CertificateState.REVOKED)
    deliver_due(end - DAY)
    assert Notice.objects.get(kind="certificate_expiring").state == "cancelled"


def test_who_checks_it_reads_that_it_is_over(client: Client, certificate: Certificate) -> None:
    end = certificate.expires_at
    assert end is not None
    for moment, word in ((end - DAY, "Valid"), (end, "Expired")):
        with time_machine.travel(moment, tick=False):
            page = client.get(certificate.verify_path).content.decode()
        assert f"{word}</h2>" in page
        assert "Valid until" in page
