"""A reader reports a mistake; the network that wrote the lesson answers; nobody else has a part in it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.errors import NotAllowed, Refusal
from cms.core.scoping import scope_set
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.networks.scope import scope_of
from cms.notices.models import Notice
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning.actions import answer_mistake, close_mistake
from courses.learning.enums import MistakeState
from courses.learning.models import MistakeReport
from tests.cast import NOW, Cast
from tests.courses.learning.reading import TEXT, WEDNESDAY, Reading, client_of, enrol, plain
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db

INDEX = reverse("mistake:index")
MINE = reverse("learning:reports")


def report(client: Client, reading: Reading, text: str = "It is article 18.", block: uuid.UUID | None = TEXT):
    place = f"?block={block}" if block else ""
    return client.post(reading.at("mistake") + place, {"text": text})


def page_of(report: MistakeReport) -> str:
    return reverse("mistake:inspect", args=[report.pk])


@pytest.fixture
def reported(reader: Client, reading: Reading) -> MistakeReport:
    report(reader, reading)
    return MistakeReport.all_objects.get()


def test_a_report_goes_to_the_network_that_wrote_the_lesson(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    answer = report(reader, reading, "  It is article 18.\r\nNot 19.  ")
    assert answer.url == reading.at("step") + f"#b-{TEXT}"
    made = MistakeReport.all_objects.get()
    assert (made.network, made.state, made.block_key) == (cast.ejn, MistakeState.OPEN, TEXT)
    assert (made.text, made.quote, made.heading) == (
        "It is article 18.\nNot 19.",
        "What Requests, lesson 1 says.",
        "Who asks",
    )
    assert (made.edition_number, made.language, made.reported_at) == (2, "en", WEDNESDAY)
    assert "Those who write for EJN see it now" in reader.get(answer.url).text


def test_the_whole_lesson_may_be_meant(reader: Client, reading: Reading) -> None:
    assert report(reader, reading, block=None).url == reading.at("step")
    made = MistakeReport.all_objects.get()
    assert (made.block_key, made.quote, made.step_title) == (None, "", "Requests, lesson 1")


def test_what_is_wrong_must_be_said_and_nothing_typed_is_lost(reader: Client, reading: Reading) -> None:
    assert report(reader, reading, "  ").status_code == 422
    long = "word " * 201
    answer = report(reader, reading, long)
    assert answer.status_code == 422 and long.strip() in answer.text
    assert not MistakeReport.all_objects.exists()


@pytest.mark.parametrize("block", ["x", "", str(uuid.UUID(int=99)), "1" * 400])
def test_a_passage_that_is_not_there_is_not_found(reader: Client, reading: Reading, block: str) -> None:
    for act in (reader.get, reader.post):
        answer = act(f"{reading.at('mistake')}?block={block}")
        assert answer.status_code == 404 if block else answer.status_code in {200, 422}


def test_the_same_again_is_the_same_report(reader: Client, reading: Reading, reported: MistakeReport) -> None:
    report(reader, reading)
    assert MistakeReport.all_objects.get() == reported


def test_ten_a_day_and_then_tomorrow(reader: Client, cast: Cast, reading: Reading) -> None:
    for number in range(10):
        assert report(reader, reading, f"Mistake {number}").status_code == 302
    answer = report(reader, reading, "One more")
    assert answer.status_code == 422
    assert "ten mistakes within a day" in answer.text and "One more" in answer.text
    assert MistakeReport.all_objects.count() == 10
    enrol(cast, reading.course, cast.stranger)
    with time_machine.travel(WEDNESDAY + timedelta(hours=24), tick=False):
        assert report(client_of(cast.trainee), reading, "One more").status_code == 302


# Who sees them


@pytest.mark.parametrize("who", ["author", "reviewer", "central"])
def test_who_writes_for_the_network_sees_them(
    cast: Cast, reading: Reading, reported: MistakeReport, who: str
) -> None:
    client = client_of(getattr(cast, who))
    assert page_of(reported) in client.get(INDEX).text
    page = client.get(page_of(reported)).text
    assert "It is article 18." in page and "What Requests, lesson 1 says." in page
    assert "1 mistake is reported in your modules." in client.get(reverse("wagtailadmin_home")).text


@pytest.mark.parametrize("who", ["organiser", "secretariat", "manager", "casc_organiser", "two_roles"])
def test_no_other_role_does(cast: Cast, reading: Reading, reported: MistakeReport, who: str) -> None:
    person = getattr(cast, who)
    client = client_of(person)
    assert client.get(INDEX).status_code == 302
    for act in (client.get, client.post):
        assert act(page_of(reported), {"answer": "Mine"}).status_code in {302, 404}
    assert "mistake" not in client.get(reverse("wagtailadmin_home")).text.lower()
    with scope_set(scope_of(person)):
        assert not MistakeReport.objects.exists()
    reported.refresh_from_db()
    assert reported.is_open


def test_an_author_of_another_network_sees_only_its_own(
    cast: Cast, reading: Reading, reported: MistakeReport
) -> None:
    grant_role(cast.wacap, user=cast.stranger, role=Role.AUTHOR, by=cast.central, now=NOW)
    client = client_of(cast.stranger)
    assert page_of(reported) not in client.get(INDEX).text
    for act in (client.get, client.post):
        assert act(page_of(reported), {"answer": "Mine"}).status_code == 404
    for act in (answer_mistake, close_mistake):
        values = {"answer": "Mine"} if act is answer_mistake else {}
        with pytest.raises(NotAllowed):
            act(reported, by=cast.stranger, now=WEDNESDAY, **values)
    assert "your modules" not in client.get(reverse("wagtailadmin_home")).text


def test_authors_are_not_told_who_reports(cast: Cast, reading: Reading, reported: MistakeReport) -> None:
    page = client_of(cast.author).get(page_of(reported)).text
    assert cast.trainee.email not in page and cast.trainee.display_name not in page
    assert reading.cohort.name not in page


def test_whoever_reported_it_sees_it_and_nobody_else(
    reader: Client, cast: Cast, reading: Reading, reported: MistakeReport
) -> None:
    page = plain(reader.get(MINE).text)
    assert "It is article 18." in page and "Not answered yet" in page
    for other in (cast.stranger, cast.organiser, cast.author):
        assert "article 18" not in client_of(other).get(MINE).text


def test_who_may_not_read_the_lesson_reports_nothing(cast: Cast, reader: Client, reading: Reading) -> None:
    for person in (cast.stranger, cast.organiser, cast.author):
        assert report(client_of(person), reading).status_code == 404
    Enrolment.all_objects.update(state=EnrolmentState.WITHDRAWN)
    assert report(reader, reading).status_code == 404
    assert not MistakeReport.all_objects.exists()


# Answering


def test_an_answer_reaches_the_reader_on_the_site_and_by_mail(
    reader: Client, cast: Cast, reading: Reading, reported: MistakeReport
) -> None:
    answer = client_of(cast.author).post(page_of(reported), {"answer": "You are right.", "act": "answer"})
    assert answer.url == INDEX
    reported.refresh_from_db()
    assert (reported.state, reported.answer, reported.settled_by, reported.settled_at) == (
        MistakeState.ANSWERED,
        "You are right.",
        cast.author,
        WEDNESDAY,
    )
    page = plain(reader.get(MINE).text)
    assert "EJN answers You are right." in page and cast.author.display_name not in page
    notice = Notice.objects.get(kind="mistake_answered")
    assert notice.recipient == cast.trainee
    deliver_due(WEDNESDAY)
    [letter] = [message for message in mail.outbox if "You are right." in message.body]
    assert MINE in letter.body
    assert letter.reply_to == []


def test_one_may_be_closed_without_an_answer(
    reader: Client, cast: Cast, reading: Reading, reported: MistakeReport
) -> None:
    client_of(cast.reviewer).post(page_of(reported), {"answer": "Unsent", "act": "close"})
    reported.refresh_from_db()
    assert (reported.state, reported.answer) == (MistakeState.CLOSED, "")
    assert "closed it without an answer" in plain(reader.get(MINE).text)
    assert not Notice.objects.filter(kind="mistake_answered").exists()


def test_an_answer_must_be_written(cast: Cast, reading: Reading, reported: MistakeReport) -> None:
    for text in ("", "word " * 401):
        answer = client_of(cast.author).post(page_of(reported), {"answer": text})
        assert answer.status_code == 422 and text.strip() in answer.text
    reported.refresh_from_db()
    assert reported.is_open


def test_who_comes_second_is_told_and_loses_nothing(
    cast: Cast, reading: Reading, reported: MistakeReport
) -> None:
    answer_mistake(reported, answer="First", by=cast.reviewer, now=WEDNESDAY)
    answer = client_of(cast.author).post(page_of(reported), {"answer": "Second"})
    assert answer.status_code == 409
    page = plain(answer.text)
    assert "First" in page and "Second" in page and "in the meantime" in page
    with pytest.raises(Refusal) as refused:
        close_mistake(reported, by=cast.author, now=WEDNESDAY)
    assert refused.value.code == "settled"
    assert Notice.objects.filter(kind="mistake_answered").count() == 1


def test_a_report_leads_to_the_block_in_the_editor(
    cast: Cast, reading: Reading, reported: MistakeReport
) -> None:
    page = client_of(cast.author).get(page_of(reported)).text
    (address,) = [part.split('"')[0] for part in page.split('href="') if "#block-" in part]
    assert address.endswith(f"/edit/#block-{TEXT}-section")
    assert client_of(cast.author).get(address).status_code == 200


def test_nobody_adds_changes_or_deletes_one_in_the_admin(
    cast: Cast, reading: Reading, reported: MistakeReport
) -> None:
    client = client_of(cast.central)
    for tail in ("new/", f"edit/{reported.pk}/", f"delete/{reported.pk}/", f"history/{reported.pk}/"):
        assert client.get(INDEX + tail).status_code == 404
    page = client.get(INDEX).text
    assert "/new/" not in page and "/delete/" not in page


# Costs


def test_the_lists_cost_the_same_with_one_and_with_three(
    reader: Client, cast: Cast, reading: Reading, reported: MistakeReport
) -> None:
    def costs() -> list[int]:
        author, found = client_of(cast.author), []
        for client, address in ((reader, MINE), (author, INDEX), (author, reverse("wagtailadmin_home"))):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    one = costs()
    report(reader, reading, "Another")
    report(reader, reading, "A third", block=None)
    assert costs() == one
    assert (
        "3 mistakes are reported in your modules."
        in client_of(cast.author).get(reverse("wagtailadmin_home")).text
    )
