"""Who helps me: named on each page, and asked by e-mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.enums import JobState
from cms.core.scoping import scope_set
from cms.networks.models import Membership
from cms.networks.scope import scope_of
from cms.notices.models import Notice
from cms.notices.tasks import deliver
from cms.people.models import User
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.models import HelpRequest
from courses.learning.personal_data import HelpRequests
from tests.cast import Cast, make_course, make_module
from tests.courses.learning.reading import TEXT, WEDNESDAY, Reading, client_of, enrol, plain

pytestmark = pytest.mark.django_db


def ask(client: Client, reading: Reading, text: str = "Which form do I use?"):
    return client.post(reading.at("help", lesson=None), {"text": text})


def recipients() -> set[str]:
    return set(Notice.objects.filter(kind="help_asked").values_list("recipient__email", flat=True))


def test_every_page_of_a_trainee_names_them(reader: Client, reading: Reading) -> None:
    """WACAP's organisers are two; its secretariat facilitates this cohort."""
    for address in (
        reverse("learning:learn"),
        reading.at("help", lesson=None),
        reading.at("notes", lesson=None),
        reading.at("outline", lesson=None),
        reading.at("search", lesson=None),
        reading.at("step"),
        reading.at("note", TEXT),
        reading.at("mistake"),
        reading.at("step", lesson=2),
    ):
        page = plain(reader.get(address).text)
        assert "Who helps me" in page, address
        assert [name in page for name in ("Secretariat", "Both", "Organiser", "Casc")] == [True] * 3 + [
            False
        ], address
        assert "@example.org" not in page
    for address in map(reverse, ("learning:search_all", "learning:all_notes", "learning:reports")):
        assert 'href="/learn/#h-help"' in reader.get(address).text


def test_who_facilitates_comes_first_and_who_does_both_once(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    reading.cohort.facilitators.add(cast.organiser)
    page = plain(reader.get(reading.at("help", lesson=None)).text)
    places = [
        page.index(said)
        for said in (
            "Organiser facilitates this cohort",
            "Secretariat facilitates this cohort",
            "Both organises for WACAP",
        )
    ]
    assert places == sorted(places)
    assert "Organiser organises" not in page


def test_who_has_given_no_name_is_not_shown_by_address(reader: Client, cast: Cast, reading: Reading) -> None:
    User.objects.filter(pk__in=[cast.organiser.pk, cast.secretariat.pk]).update(display_name="")
    page = plain(reader.get(reading.at("help", lesson=None)).text)
    assert "Facilitator facilitates this cohort" in page and "Organiser organises for WACAP" in page
    assert "@" not in page


def test_a_question_goes_to_each_of_them_and_their_answer_to_the_trainee(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    answer = ask(reader, reading)
    assert answer.url == reading.at("help", lesson=None)
    assert recipients() == {"secretariat@example.org", "organiser@example.org", "both@example.org"}
    for notice in Notice.objects.filter(kind="help_asked"):
        deliver(notice.pk)
    assert len(mail.outbox) == 3
    for letter in mail.outbox:
        assert letter.reply_to == ["trainee@example.org"]
        assert len(letter.to) == 1
        assert "Trainee" in letter.subject and "Which form do I use?" in letter.body
    page = plain(reader.get(answer.url).text)
    assert "Sent. The answer comes to your e-mail address." in page
    assert "What you have asked" in page and "Which form do I use?" in page


def test_the_same_again_is_sent_once_and_five_are_the_most_a_day(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    for number in (0, 0, 1, 2, 3, 4):
        assert ask(reader, reading, f"Question {number}").status_code == 302
    answer = ask(reader, reading, "One more")
    assert answer.status_code == 422
    assert "five questions within a day" in answer.text and "One more" in answer.text
    assert HelpRequest.all_objects.count() == 5
    with time_machine.travel(WEDNESDAY + timedelta(hours=24), tick=False):
        assert ask(client_of(cast.trainee), reading, "One more").status_code == 302


def test_a_question_must_be_written_and_nothing_typed_is_lost(reader: Client, reading: Reading) -> None:
    assert ask(reader, reading, " ").status_code == 422
    long = "word " * 401
    answer = ask(reader, reading, long)
    assert answer.status_code == 422 and long.strip() in answer.text
    assert recipients() == set()


def test_where_nobody_is_named_the_page_says_so_and_nothing_is_sent(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    reading.cohort.facilitators.clear()
    Membership.objects.filter(network=cast.wacap).delete()
    page = reader.get(reading.at("help", lesson=None)).text
    assert "Nobody is named for this cohort yet" in page and 'name="text"' not in page
    cache.clear()
    assert ask(reader, reading).status_code == 422
    assert not HelpRequest.all_objects.exists()


def test_a_closed_account_helps_nobody(reader: Client, cast: Cast, reading: Reading) -> None:
    User.objects.filter(pk=cast.organiser.pk).update(is_active=False)
    page = plain(reader.get(reading.at("help", lesson=None)).text)
    assert "Organiser organises" not in page
    ask(reader, reading)
    assert recipients() == {"secretariat@example.org", "both@example.org"}


def test_when_the_cohort_has_ended_no_answer_is_promised(reader: Client, reading: Reading) -> None:
    said = "nobody has promised to answer any more"
    assert said not in reader.get(reading.at("help", lesson=None)).text
    Cohort.all_objects.update(state=CohortState.CLOSED)
    assert said in reader.get(reading.at("help", lesson=None)).text


@pytest.mark.parametrize("who", ["stranger", "organiser", "secretariat", "author", "central"])
def test_it_is_for_who_is_in_the_cohort(cast: Cast, reading: Reading, who: str) -> None:
    client = client_of(getattr(cast, who))
    assert client.get(reading.at("help", lesson=None)).status_code == 404
    assert ask(client, reading).status_code == 404
    assert not HelpRequest.all_objects.exists()


def test_who_has_left_asks_no_more_and_no_role_reads_questions_in_the_admin(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    ask(reader, reading)
    for person in (cast.organiser, cast.secretariat, cast.manager):
        with scope_set(scope_of(person)):
            assert not HelpRequest.objects.exists()
    Enrolment.all_objects.update(state=EnrolmentState.WITHDRAWN)
    assert ask(reader, reading, "Another").status_code == 404


def test_what_was_erased_is_not_sent_any_more(reader: Client, reading: Reading) -> None:
    ask(reader, reading)
    HelpRequest.all_objects.all().delete()
    notice = Notice.objects.filter(kind="help_asked")[0]
    deliver(notice.pk)
    notice.refresh_from_db()
    assert notice.state == JobState.CANCELLED and mail.outbox == []


def test_a_helper_who_learns_too_does_not_write_to_themselves(cast: Cast, reading: Reading) -> None:
    enrolment = enrol(cast, reading.course, cast.organiser)
    address = reverse("learning:help", args=[enrolment.pk])
    assert client_of(cast.organiser).post(address, {"text": "To the others"}).status_code == 302
    assert recipients() == {"secretariat@example.org", "both@example.org"}


def test_learn_costs_the_same_with_helpers_of_one_cohort_and_of_three(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    def cost() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(reverse("learning:learn")).status_code == 200
        return len(queries)

    cost()
    one = cost()
    enrol(cast, reading.course, cast.trainee, "Second")
    enrol(cast, make_course(cast.casc, "Another", make_module(cast.ejn, "Other")), cast.trainee, "Third")
    reader.get(reverse("learning:learn"))
    assert cost() == one


def test_erasure_takes_the_question_and_what_was_written_because_of_it(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    ask(reader, reading)
    enrol(cast, reading.course, cast.stranger)
    ask_another = client_of(cast.stranger).post
    other = Enrolment.all_objects.get(user=cast.stranger)
    ask_another(reverse("learning:help", args=[other.pk]), {"text": "Mine"})
    with transaction.atomic():
        HelpRequests.erase(cast.trainee, now=WEDNESDAY)
    assert [asked.text for asked in HelpRequest.all_objects.all()] == ["Mine"]
    assert {notice.facts["question"] for notice in Notice.objects.filter(kind="help_asked")} == {"Mine"}


def test_a_question_is_forgotten_after_a_year(reader: Client, reading: Reading) -> None:
    ask(reader, reading)
    assert HelpRequests.forget(WEDNESDAY + timedelta(days=365)) == 0
    assert HelpRequests.forget(WEDNESDAY + timedelta(days=366)) == 1
