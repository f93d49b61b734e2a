"""Who helps a trainee sees their pages as they do: and only sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from cms.networks.actions import grant_role, withdraw_role
from cms.networks.enums import Role
from cms.people.actions import erase_person
from cms.people.enums import AccessKind
from cms.people.models import DataAccess, SignIn, User
from courses.cohorts.actions import withdraw
from courses.cohorts.enums import EnrolmentState
from courses.learning.actions import ask_for_help, keep_note, keep_position
from courses.learning.models import Progress
from courses.learning.passages import index_passages
from courses.learning.quotation import Quotation
from courses.learning.viewing import LASTS
from tests.cast import NOW, Cast
from tests.courses.learning.reading import TEXT, WEDNESDAY, Reading, client_of, plain
from tests.test_addresses import address, arguments, patterns

pytestmark = pytest.mark.django_db
SECRET = "Mine alone: ask Ms Diop."


def begins(reading: Reading, reason: str = "") -> str:
    return reverse("viewing:begin", args=[reading.enrolment.pk], query={"next": "/admin/reports/completion/"})


def viewer(person: User, reading: Reading, *, reason: str = "") -> Client:
    """Signed in, looking as the trainee of `reading`."""
    client = client_of(person)
    answer = client.post(begins(reading), {"reason": reason})
    assert answer.status_code == 302 and answer.url == reading.at("outline", lesson=None)
    return client


@pytest.fixture
def noted(reading: Reading) -> Reading:
    """The trainee has a note, a question asked, a place kept, and nothing of the second lesson."""
    enrolment, key = reading.enrolment, reading.lessons[0]
    at = Quotation(step_key=key, block_key=TEXT, step_title="L", heading="", quote="", language="en")
    Progress.all_objects.create(enrolment=enrolment, step_key=key, opened_at=NOW, last_seen_at=NOW)
    keep_note(enrolment, quotation=at, text=SECRET, bookmarked=True, seen="", now=WEDNESDAY)
    keep_position(enrolment, step_key=key, block_id=TEXT, now=NOW)
    index_passages(WEDNESDAY)
    return reading


def pages(reading: Reading) -> list[str]:
    """Every address of learning that takes a GET."""
    course = ["outline", "search", "notes", "notes_file", "help"]
    lesson = ["step", "print", "file", "mistake"]
    return [
        *(
            reverse(f"learning:{name}")
            for name in ("learn", "search_all", "all_notes", "all_notes_file", "reports")
        ),
        *(reading.at(name, lesson=None) for name in course),
        f"{reading.at('search', lesson=None)}?q=says",
        *(reading.at(name, lesson=number) for name in lesson for number in (0, 1, 2)),
        reading.at("note", TEXT),
    ]


def everything() -> dict[str, list[Any]]:
    """Every row of the database but those of who looks: their session, and where they were seen."""
    mine = {Session._meta.db_table, SignIn._meta.db_table}
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - mine)
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


# Who may


@pytest.mark.parametrize(
    "name", ["casc_organiser", "author", "reviewer", "manager", "secretariat", "stranger", "trainee"]
)
def test_nobody_else_comes_in(name: str, cast: Cast, reading: Reading) -> None:
    client = client_of(getattr(cast, name))
    for act in (client.get, client.post):
        assert act(begins(reading)).status_code in {403, 404}
        answer = client.get(reading.at("outline", lesson=None))
        assert answer.status_code == (200 if name == "trainee" else 404)
        assert "viewing" not in answer.text
    assert not DataAccess.objects.filter(kind=AccessKind.VIEW_AS).exists()


@pytest.mark.parametrize("name", ["organiser", "two_roles", "central"])
def test_who_helps_sees_the_pages_of_that_trainee(name: str, cast: Cast, reading: Reading) -> None:
    client = viewer(getattr(cast, name), reading)
    page = client.get(reading.at("step")).text
    assert "What Requests, lesson 1 says." in page
    assert "You see this course as Trainee sees it" in plain(page)
    assert 'role="status"' in page


def test_a_facilitator_sees_those_of_the_cohorts_that_name_them(cast: Cast, reading: Reading) -> None:
    grant_role(cast.wacap, user=cast.stranger, role=Role.FACILITATOR, by=cast.central, now=NOW)
    client = client_of(cast.stranger)
    assert client.get(begins(reading)).status_code == 404
    reading.cohort.facilitators.add(cast.stranger)
    assert client.get(begins(reading)).status_code == 200
    assert viewer(cast.stranger, reading).get(reading.at("step")).status_code == 200


def test_nobody_elses_pages_are_seen_meanwhile(cast: Cast, reading: Reading) -> None:
    client = viewer(cast.organiser, reading)
    assert client.get(reverse("learning:outline", args=[reading.enrolment.pk + 1])).status_code == 404
    assert "Working together" in client.get(reverse("learning:learn")).text


# Only reading


def test_nothing_changes_anywhere(cast: Cast, noted: Reading) -> None:
    client = viewer(cast.organiser, noted)
    before = everything()
    for there in pages(noted):
        assert client.get(there).status_code in {200, 403}, there
        assert client.head(there).status_code in {200, 403, 405}, there
    assert everything() == before


def test_whatever_is_sent_is_refused_in_words(cast: Cast, noted: Reading) -> None:
    client = viewer(cast.organiser, noted)
    before = everything()
    still = {"learning:stop_viewing", "account_logout", "people:switch_language"}
    still |= {
        "operations:healthz",
        "operations:readyz",
        "operations:metrics",
    }  # which answer before anybody is known
    given = {
        "enrolment_id": noted.enrolment.pk,
        "step_key": noted.lessons[0],
        "block_key": TEXT,
        "cohort_id": noted.cohort.pk,
    }
    tried = 0
    for name, pattern in patterns(get_resolver()):
        if name in still or arguments(pattern) - set(given):
            continue
        there = address(name, given)
        if there.startswith("/admin/"):
            continue
        for act in (client.post, client.put, client.patch, client.delete):
            answer = act(there)
            assert answer.status_code == 403, there
            assert "Nothing was changed" in answer.text, there
        tried += 1
    assert tried > 40
    assert everything() == before


def test_what_the_trainee_keeps_for_themselves_is_hidden(cast: Cast, noted: Reading) -> None:
    ask_for_help(noted.enrolment, text="Why is my score so low?", now=WEDNESDAY)
    client = viewer(cast.organiser, noted)
    for there in pages(noted):
        page = client.get(there)
        text = page.text if not page.streaming else page.getvalue().decode()
        assert SECRET not in text and "Why is my score" not in text and "Bookmark<" not in text, there
    assert client.get(noted.at("note", TEXT)).status_code == 403
    assert client.get(noted.at("notes", lesson=None)).status_code == 403
    for name in ("all_notes", "all_notes_file", "reports"):
        assert client.get(reverse(f"learning:{name}")).status_code == 403
    lesson = client.get(noted.at("step")).text
    assert "js/place.js" not in lesson and "js/notes.js" not in lesson


def test_it_is_as_the_trainee_sees_it(cast: Cast, noted: Reading) -> None:
    User.objects.filter(pk=cast.trainee.pk).update(time_zone="Asia/Tokyo")
    page = plain(viewer(cast.organiser, noted).get(noted.at("outline", lesson=None)).text)
    assert "Times are in Tokyo" in page or "Asia/Tokyo" in page
    assert "Your place is saved here." in viewer(cast.organiser, noted).get(noted.at("step")).text


def test_the_admin_and_its_forms_stay_those_of_who_looks(cast: Cast, reading: Reading) -> None:
    client = viewer(cast.organiser, reading)
    page = client.get(reverse("reports:completion", args=[reading.cohort.pk]))
    assert page.status_code == 200 and "You see this course as" not in page.text
    assert client.post(begins(reading)).status_code == 302


def test_pages_are_kept_by_no_browser(cast: Cast, reading: Reading) -> None:
    answer = viewer(cast.organiser, reading).get(reading.at("step"))
    assert "no-store" in answer.headers["Cache-Control"]


# How it ends


def assert_over(client: Client, reading: Reading) -> None:
    client.get(reading.at("step"))
    assert client.get(reading.at("step")).status_code in {302, 404}
    assert "viewing_as" not in client.session


def test_stopping_leads_back_to_where_it_began(cast: Cast, reading: Reading) -> None:
    client = viewer(cast.organiser, reading)
    answer = client.post(reverse("learning:stop_viewing"))
    assert (answer.status_code, answer.url) == (302, "/admin/reports/completion/")
    assert client.get(reading.at("step")).status_code == 404
    assert client.post(reverse("learning:stop_viewing")).status_code == 404


def test_it_leads_back_to_no_other_site(cast: Cast, reading: Reading) -> None:
    client = client_of(cast.organiser)
    begin = reverse(
        "viewing:begin", args=[reading.enrolment.pk], query={"next": "https://elsewhere.example/"}
    )
    client.post(begin)
    assert client.post(reverse("learning:stop_viewing")).url == reverse("wagtailadmin_home")


def test_it_ends_by_the_clock(cast: Cast, reading: Reading) -> None:
    client = viewer(cast.organiser, reading)
    with time_machine.travel(WEDNESDAY + LASTS - timedelta(seconds=1), tick=False):
        assert client.get(reading.at("step")).status_code == 200
    with time_machine.travel(WEDNESDAY + LASTS, tick=False):
        answer = client.get(reading.at("step"))
        assert (answer.status_code, answer.url) == (302, "/admin/reports/completion/")
        assert "You no longer see the course" in client.get(answer.url).text
        assert_over(client, reading)


def test_signing_out_ends_it(cast: Cast, reading: Reading) -> None:
    client = viewer(cast.organiser, reading)
    client.post(reverse("account_logout"))
    client.force_login(cast.organiser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reading.at("step")).status_code == 404


def test_it_ends_when_the_role_is_withdrawn(cast: Cast, reading: Reading) -> None:
    client = viewer(cast.organiser, reading)
    withdraw_role(cast.wacap, user=cast.organiser, role=Role.ORGANISER, by=cast.central, now=NOW)
    assert_over(client, reading)


def test_it_ends_when_the_trainee_withdraws(cast: Cast, reading: Reading) -> None:
    client = viewer(cast.organiser, reading)
    withdraw(reading.enrolment, now=WEDNESDAY)
    assert_over(client, reading)


def test_it_ends_when_the_trainee_is_erased(cast: Cast, reading: Reading) -> None:
    client = viewer(cast.organiser, reading)
    type(reading.enrolment).all_objects.filter(pk=reading.enrolment.pk).update(state=EnrolmentState.COMPLETED)
    erase_person(cast.trainee, by=cast.trainee, now=WEDNESDAY)
    assert_over(client, reading)


# That it happened


def test_each_start_is_kept_and_shown_to_the_trainee(cast: Cast, reading: Reading, reader: Client) -> None:
    for _time in range(2):
        viewer(cast.organiser, reading, reason="They asked <how>.")
    rows = DataAccess.objects.filter(kind=AccessKind.VIEW_AS)
    assert (
        list(rows.values_list("actor", "subject", "reason"))
        == [(cast.organiser.pk, cast.trainee.pk, "They asked <how>.")] * 2
    )
    page = plain(reader.get(reverse("people:my_data")).text)
    assert page.count("Organiser saw the pages as this person sees them") == 2
    assert "They asked <how>." in page


def test_a_reason_goes_with_the_person_it_speaks_of(cast: Cast, reading: Reading) -> None:
    viewer(cast.organiser, reading, reason="Trainee asked")
    erase_person(cast.trainee, by=cast.trainee, now=WEDNESDAY)
    assert DataAccess.objects.get(kind=AccessKind.VIEW_AS).reason == ""


def test_a_reason_that_is_too_long_is_sent_back(cast: Cast, reading: Reading) -> None:
    answer = client_of(cast.organiser).post(begins(reading), {"reason": "x" * 201})
    assert answer.status_code == 422 and "x" * 201 in answer.text


def test_the_banner_speaks_the_language_of_who_looks(cast: Cast, reading: Reading) -> None:
    client = viewer(cast.organiser, reading)
    assert (
        client.post(reverse("people:switch_language"), {"language": "ar", "next": "/learn/"}).status_code
        == 302
    )
    page = client.get(reading.at("step")).text
    assert 'dir="rtl"' in page and "للقراءة فقط: لا يمكن تغيير شيء." in page
    assert "<bdi>Trainee</bdi>" in page


def test_the_completion_screen_leads_there(cast: Cast, reading: Reading) -> None:
    screen = reverse("reports:completion", args=[reading.cohort.pk])
    assert reverse("viewing:begin", args=[reading.enrolment.pk]) in client_of(cast.organiser).get(screen).text
    assert "view-as" not in client_of(cast.secretariat).get(screen).text


# Costs


def test_who_looks_at_nobody_pays_nothing(cast: Cast, reading: Reading, reader: Client) -> None:
    def cost(client: Client) -> int:
        client.get(reading.at("step"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reading.at("step")).status_code == 200
        return len(queries)

    assert cost(reader) <= 8
    assert cost(viewer(cast.organiser, reading)) <= 10
