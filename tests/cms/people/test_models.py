"""A person is known by e-mail address, without regard to case."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cms.people.actions import change_profile
from cms.people.models import User
from courses.cohorts.enums import CohortState
from tests.assessments import taught

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> User:
    return User.objects.create_user("Amina@EXAMPLE.org", "correct horse battery")


def test_one_address_is_one_person_whatever_its_case(amina: User) -> None:
    assert amina.email == "Amina@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("AMINA@example.org")
    assert authenticate(email="amina@Example.ORG", password="correct horse battery") == amina


def test_who_has_learnt_is_never_deleted(amina: User) -> None:
    syllabus = taught.syllabus(taught.network("wacap"))
    taught.enrol(amina, taught.cohort(syllabus.network, syllabus, state=CohortState.RUNNING))
    with pytest.raises(ProtectedError):
        amina.delete()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("language", "xx"),
        ("role", "king"),
        ("legal_system", "no law"),
        ("display_name", "x" * 151),
        ("certificate_name", "x" * 201),
    ],
)
def test_what_makes_no_sense_is_not_kept(amina: User, field: str, value: str) -> None:
    before = getattr(amina, field)
    with pytest.raises(ValidationError) as problem:
        change_profile(amina, **{field: value})
    assert set(problem.value.message_dict) == {field}
    amina.refresh_from_db()
    assert getattr(amina, field) == before


def test_a_profile_is_changed_in_what_was_said_and_nothing_else(amina: User) -> None:
    change_profile(amina, time_zone="Africa/Dakar", certificate_name="أمينة")
    other_page = User.objects.get(pk=amina.pk)
    change_profile(amina, language="ar")
    amina.refresh_from_db()
    assert (amina.time_zone, amina.certificate_name, amina.language) == ("Africa/Dakar", "أمينة", "ar")
    assert other_page.language == "en"


@pytest.mark.parametrize("field", ["email", "is_superuser", "is_active", "password", "pk"])
def test_rights_and_address_are_no_part_of_a_profile(amina: User, field: str) -> None:
    with pytest.raises(TypeError, match=field):
        change_profile(amina, **{field: True})


def test_what_others_see_is_the_name_or_else_the_address(amina: User) -> None:
    assert str(amina) == "Amina@example.org"
    assert str(change_profile(amina, display_name="Amina Diallo")) == "Amina Diallo"
