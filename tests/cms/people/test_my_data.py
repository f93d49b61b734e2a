"""One's own data: seen, taken along, erased; and who looked at it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.certificates.actions import award_due
from assessments.certificates.models import Certificate
from cms.core.errors import NotAllowed, Refusal
from cms.networks.models import Membership
from cms.people.actions import erase_person, log_access
from cms.people.enums import AccessKind
from cms.people.models import DataAccess, User
from cms.people.retention import forget_old
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning.models import Progress
from tests.assessments import taught
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letters_at_once")]
PASSWORD = "correct horse battery"


def signed_in(person: User) -> Client:
    """Who has given the password again a moment ago."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def certified(person: User) -> Certificate:
    host = taught.network("wacap")
    run = taught.cohort(host, taught.syllabus(host), state=CohortState.RUNNING)
    enrolment = taught.enrol(person, run)
    taught.did(enrolment)
    Enrolment.all_objects.filter(pk=enrolment.pk).update(state=EnrolmentState.COMPLETED)
    award_due(NOW)
    return Certificate.all_objects.get(enrolment=enrolment)


def test_the_page_says_what_there_is_why_and_for_how_long(cast: Cast) -> None:
    certified(cast.trainee)
    page = signed_in(cast.trainee).get(reverse("people:my_data")).content.decode()
    for words in (
        "Your account",
        "Your enrolments",
        "Your certificates",
        "Nobody has in the last two years.",
    ):
        assert words in page
    assert "Decisions on your late answers" not in page


def test_the_download_holds_ones_own_and_nobody_elses(cast: Cast) -> None:
    own, other = certified(cast.trainee), certified(cast.stranger)
    client = signed_in(cast.trainee)
    answer = client.get(reverse("people:download_data", args=["json"]))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    text = json.dumps(json.loads(answer.content))
    assert own.number in text
    assert other.number not in text
    assert "stranger@" not in text
    page = client.get(reverse("people:download_data", args=["html"])).content.decode()
    assert own.number in page
    assert other.number not in page
    assert "pbkdf2" not in page + text


def test_the_password_is_asked_for_first(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    for address in (reverse("people:download_data", args=["json"]), reverse("people:erase")):
        answer = client.get(address)
        assert answer.url.startswith(reverse("account_reauthenticate"))


def test_erasing_takes_a_tick_and_says_what_stays(cast: Cast) -> None:
    client = signed_in(cast.trainee)
    page = client.post(reverse("people:erase"))
    assert page.status_code == 409
    assert "Tick this first" in page.content.decode()
    cast.trainee.refresh_from_db()
    assert cast.trainee.erased_at is None


def test_erasing_blanks_the_person_and_keeps_what_others_rely_on(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    certificate = certified(cast.trainee)
    log_access(cast.organiser, kind=AccessKind.VIEW, subject=cast.trainee, now=NOW)
    client = signed_in(cast.trainee)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("people:erase"), {"understood": "on"})
    assert answer.url == "/"
    person = User.objects.get(pk=cast.trainee.pk)
    assert (person.email, person.display_name, person.certificate_name, person.country) == (
        f"erased-{person.pk}@erased.invalid",
        "",
        "",
        None,
    )
    assert str(person) == "Erased person"
    assert not person.is_active
    assert not person.has_usable_password()
    assert not EmailAddress.objects.filter(user=person).exists()
    certificate.refresh_from_db()
    assert (certificate.statement, bool(certificate.pdf), certificate.statement_hash != "") == (
        None,
        False,
        True,
    )
    page = Client().get(certificate.verify_path)
    assert page.status_code == 200
    assert "Valid" in page.content.decode()
    assert "Trainee" not in page.content.decode()
    assert Progress.all_objects.filter(enrolment__user=person).count() > 0
    assert client.get(reverse("people:account")).status_code == 302
    letter = mail.outbox[-1]
    assert (letter.to, "is erased" in letter.subject) == (["trainee@example.org"], True)


def test_who_has_erased_themselves_may_sign_up_again(cast: Cast) -> None:
    erase_person(cast.trainee, by=cast.trainee, now=NOW)
    assert User.objects.create_user("trainee@example.org").pk != cast.trainee.pk


def test_a_seat_is_given_back(cast: Cast) -> None:
    host = taught.network("wacap")
    enrolment = taught.enrol(cast.trainee, taught.cohort(host, taught.syllabus(host)))
    erase_person(cast.trainee, by=cast.trainee, now=NOW)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.ended_at) == (EnrolmentState.WITHDRAWN, NOW)


def test_the_only_manager_hands_over_first(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        erase_person(cast.manager, by=cast.manager, now=NOW)
    assert refused.value.code == "hindered"
    assert "You are the only manager of EJN." in str(refused.value)
    page = signed_in(cast.manager).get(reverse("people:erase")).content.decode()
    assert "You are the only manager of EJN." in page
    assert "Erase my account" not in page
    assert Membership.objects.filter(user=cast.manager).exists()


def test_only_oneself_and_central_staff_erase(cast: Cast) -> None:
    for person in (cast.organiser, cast.manager, cast.stranger):
        with pytest.raises(NotAllowed):
            erase_person(cast.trainee, by=person, now=NOW)
    with pytest.raises(Refusal):
        erase_person(cast.central, by=cast.central, now=NOW)
    erase_person(cast.trainee, by=cast.central, now=NOW)
    erase_person(cast.trainee, by=cast.central, now=NOW + timedelta(days=1))
    cast.trainee.refresh_from_db()
    assert cast.trainee.erased_at == NOW


def test_looking_and_taking_along_is_kept_and_shown_to_whom_it_concerns(cast: Cast) -> None:
    host = taught.network("wacap")
    run = taught.cohort(host, taught.syllabus(host))
    taught.enrol(cast.trainee, run)
    with time_machine.travel(NOW, tick=False):
        client = signed_in(cast.organiser)
        for _twice in range(2):
            client.get(reverse("reports:completion", args=[run.pk]))
        for _twice in range(2):
            list(client.get(reverse("reports:completion_csv", args=[run.pk])))
    kept = DataAccess.objects.values_list("kind", "about").order_by("pk")
    about = f"cohort:{run.pk}"
    assert list(kept) == [("view", about), ("export", about), ("export", about)]
    with time_machine.travel(NOW, tick=False):
        shown = signed_in(cast.trainee).get(reverse("people:my_data")).content.decode()
        others = signed_in(cast.stranger).get(reverse("people:my_data")).content.decode()
    assert shown.count("took it along in a file") == 2
    assert "Organiser" in shown
    assert "Organiser" not in others


def test_what_has_had_its_time_is_dropped_once_a_day(cast: Cast) -> None:
    log_access(cast.organiser, kind=AccessKind.VIEW, subject=cast.trainee, now=NOW)
    later = NOW + timedelta(days=731)
    assert [forget_old(NOW), forget_old(NOW + timedelta(hours=23))] == [0, 0]
    assert forget_old(later) == 1
    assert forget_old(later + timedelta(minutes=1)) == 0
    assert not DataAccess.objects.exists()
