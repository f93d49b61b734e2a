from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.certificates import misses, rendering
from assessments.certificates.actions import award_due
from assessments.certificates.enums import CertificateState
from assessments.certificates.models import Certificate, Rendering
from cms.core.enums import JobState
from cms.networks.enums import Role
from courses.cohorts.models import Enrolment
from tests.assessments.taught import NOW, cohort, did, enrol, network, person, syllabus, with_role

pytestmark = pytest.mark.django_db
UNKNOWN = "2222-3333-4444"


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def enrolment() -> Enrolment:
    host = network("wacap")
    holder = person("aicha@example.org", certificate_name="Aïcha <b>Diallo</b>")
    enrolment = enrol(holder, cohort(host, syllabus(host)))
    did(enrolment)
    award_due(NOW)
    return enrolment


@pytest.fixture
def certificate(enrolment: Enrolment) -> Certificate:
    return Certificate.all_objects.get()


def drawn() -> None:
    rendering.render(Rendering.objects.get())


def page(client: Client, number: str, status: int = 200) -> str:
    answer = client.get(reverse("certificates:certificate", args=[number]))
    assert answer.status_code == status
    return answer.content.decode()


def test_the_form_asks_for_a_number_and_no_account(client: Client) -> None:
    answer = client.get("/verify/")
    assert answer.status_code == 200
    assert 'name="number"' in answer.content.decode()
    assert "verdict" not in answer.content.decode()


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda text: text.replace("-", ""), lambda text: f"  {text} "]
)
def test_however_it_is_typed_it_leads_to_one_address(
    client: Client, certificate: Certificate, change
) -> None:
    answer = client.get("/verify/", {"number": change(certificate.number)})
    assert answer.status_code == 302
    assert answer["Location"] == f"/verify/{certificate.number}/"
    assert (
        client.get(f"/verify/{certificate.number.lower()}/")["Location"] == f"/verify/{certificate.number}/"
    )


def test_a_valid_certificate_says_so_and_what_it_stands_for(client: Client, certificate: Certificate) -> None:
    shown = page(client, certificate.number)
    for expected in (
        "Valid</h2>",
        "Aïcha &lt;b&gt;Diallo&lt;/b&gt;",
        "Working with a central authority",
        "Who may ask, and whom",
        "(EJN)",
        "Network WACAP",
        "12 November 2026",
        "82.5%, 1 hour",
        certificate.number,
    ):
        assert expected in shown
    assert "aicha@example.org" not in shown
    assert "certificate.pdf" not in shown


def test_it_speaks_the_language_of_who_asks(client: Client, certificate: Certificate) -> None:
    answer = client.get(f"/verify/{certificate.number}/", headers={"Accept-Language": "ar"})
    shown = answer.content.decode()
    assert 'lang="ar" dir="rtl"' in shown
    assert "العمل مع سلطة مركزية" in shown
    assert '<span lang="en">Who may ask, and whom</span>' in shown


def test_a_revoked_one_says_so_and_names_nobody(client: Client, certificate: Certificate) -> None:
    Certificate.all_objects.update(state=CertificateState.REVOKED, state_at=NOW + dt.timedelta(days=1))
    shown = page(client, certificate.number)
    assert "Revoked</h2>" in shown
    assert "withdrew this certificate on 13 November 2026" in shown
    assert "Aïcha" not in shown


def test_a_superseded_one_sends_to_the_newer(client: Client, certificate: Certificate) -> None:
    Certificate.all_objects.update(state=CertificateState.SUPERSEDED)
    shown = page(client, certificate.number)
    assert "Replaced</h2>" in shown
    assert "Aïcha" in shown


def test_one_whose_holder_was_erased_keeps_number_and_state(client: Client, certificate: Certificate) -> None:
    Certificate.all_objects.update(statement=None)
    shown = page(client, certificate.number)
    assert "Valid</h2>" in shown and certificate.number in shown
    assert "Aïcha" not in shown


@pytest.mark.parametrize("number", [UNKNOWN, "K7QF-3M2X-9TRO", "<script>alert(1)</script>", "x" * 3000])
def test_an_unknown_number_gets_a_sentence_that_helps(client: Client, number: str) -> None:
    answer = client.get("/verify/", {"number": number}, follow=True)
    shown = answer.content.decode()
    assert answer.status_code == 404
    assert "Not found</h2>" in shown
    assert "I and O" in shown
    assert "<script>alert" not in shown
    assert len(shown) < 20_000


def test_what_was_typed_stands_in_the_field_again(client: Client) -> None:
    answer = client.get("/verify/", {"number": "K7QF-3M2X-9TRO"})
    assert 'value="K7QF-3M2X-9TRO"' in answer.content.decode()


def test_who_tries_numbers_is_slowed_down_and_a_real_number_costs_nothing(
    client: Client, certificate: Certificate
) -> None:
    for _ in range(misses.MOST_MISSES * 2):
        page(client, certificate.number)
    for _ in range(misses.MOST_MISSES):
        page(client, UNKNOWN, 404)
    answer = client.get(f"/verify/{UNKNOWN}/")
    assert answer.status_code == 429
    assert client.get(f"/verify/{UNKNOWN}/", REMOTE_ADDR="192.0.2.7").status_code == 404


def test_looking_costs_the_same_number_of_queries_for_any_number_of_modules(
    client: Client, certificate: Certificate, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        page(client, certificate.number)
    certificate.statement["modules"] *= 5
    certificate.save()
    with django_assert_num_queries(2):
        page(client, certificate.number)


def test_its_holder_gets_the_paper(client: Client, certificate: Certificate, enrolment: Enrolment) -> None:
    drawn()
    client.force_login(enrolment.user)
    shown = page(client, certificate.number)
    address = reverse("certificates:pdf", args=[certificate.number])
    assert address in shown
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="{certificate.number}.pdf"' in answer["Content-Disposition"]
    assert "private" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_until_it_is_drawn_the_page_says_so(
    client: Client, certificate: Certificate, enrolment: Enrolment
) -> None:
    client.force_login(enrolment.user)
    answer = client.get(reverse("certificates:pdf", args=[certificate.number]))
    assert answer.status_code == 202
    assert "ready in a moment" in answer.content.decode()
    Rendering.objects.update(state=JobState.FAILED)
    answer = client.get(reverse("certificates:pdf", args=[certificate.number]))
    assert "could not be made" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "slug", "status"),
    [
        (Role.ORGANISER, "wacap", 200),
        (Role.SECRETARIAT, "wacap", 200),
        (Role.AUTHOR, "wacap", 404),
        (Role.MEMBER, "wacap", 404),
        (Role.ORGANISER, "ejn", 404),
        (Role.MANAGER, "ejn", 404),
    ],
)
def test_only_the_host_s_organisers_get_it_besides(
    client: Client, certificate: Certificate, role: Role, slug: str, status: int
) -> None:
    drawn()
    client.force_login(with_role(person("other@example.org"), network(slug), role))
    answer = client.get(reverse("certificates:pdf", args=[certificate.number]))
    assert answer.status_code == status
    answer.close()


def test_a_stranger_learns_nothing(client: Client, certificate: Certificate) -> None:
    drawn()
    client.force_login(person("stranger@example.org"))
    for number in (certificate.number, UNKNOWN):
        assert client.get(reverse("certificates:pdf", args=[number])).status_code == 404
    client.logout()
    for number in (certificate.number, UNKNOWN):
        address = reverse("certificates:pdf", args=[number])
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].endswith(f"next={address}")) == (302, True)


def test_the_learning_page_shows_a_person_s_own(rf, enrolment: Enrolment, certificate: Certificate) -> None:
    from assessments.certificates.panels import my_certificates

    request = rf.get("/learn/")
    request.user = enrolment.user
    assert certificate.number in my_certificates(request, [enrolment])
    assert my_certificates(request, []) == ""
