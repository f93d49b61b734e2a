"""The pages of announcements, in the admin and for trainees; what remains of them when somebody is erased."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.enums import JobState
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.notices.models import Notice
from cms.notices.tasks import deliver
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment
from courses.learning.announcing import send_announcements
from courses.learning.enums import Audience
from courses.learning.models import Announcement
from courses.learning.personal_data import Announcements
from tests.cast import Cast, make_person
from tests.courses.learning.announced import DAY, SAID, after, confirmed, others, written
from tests.courses.learning.reading import WEDNESDAY, Reading, client_of, enrol, plain

pytestmark = pytest.mark.django_db


# The pages


def form(reading: Reading, **values: object) -> dict[str, object]:
    return {
        "audience": "everybody",
        "subject": "A call",
        "text": "At ten.",
        "language": "en",
        "when": "now",
        "key": uuid.uuid4(),
    } | values


def write_at(reading: Reading) -> str:
    return reverse("announcement:write", args=[reading.cohort.pk])


def test_from_the_form_to_the_trainees_page(cast: Cast, reading: Reading, reader: Client) -> None:
    organiser, sent = client_of(cast.organiser), form(reading)
    answer, again = organiser.post(write_at(reading), sent), organiser.post(write_at(reading), sent)
    assert answer.url == again.url
    page = plain(organiser.get(answer.url).text)
    assert "Draft: not sent yet" in page and "1 person" in page and "At ten." in page
    announcement = Announcement.objects.get()
    for _twice in range(2):
        organiser.post(reverse("announcement:confirm", args=[announcement.pk]), {"seen": 1})
    send_announcements(WEDNESDAY)
    assert "Sent" in plain(organiser.get(answer.url).text)
    outline = reader.get(reading.at("outline", lesson=None)).text
    there = reading.at("announcements", lesson=None)
    assert f'href="{there}#a-{announcement.pk}"' in outline
    page = reader.get(there).text
    assert "At ten." in page and f'id="a-{announcement.pk}"' in page
    assert Notice.objects.get(kind="announcement").read_at == WEDNESDAY


def test_a_time_is_one_of_the_cohorts_zone(cast: Cast, reading: Reading) -> None:
    reading.cohort.time_zone = "Asia/Bangkok"
    reading.cohort.save()
    sent = form(reading, when="later", day="2027-04-08", at="09:30")
    answer = client_of(cast.organiser).post(write_at(reading), sent)
    assert Announcement.objects.get().scheduled_at == datetime(2027, 4, 8, 2, 30, tzinfo=UTC)
    page = plain(client_of(cast.organiser).get(answer.url).text)
    assert "8 April 2027, 09:30, Bangkok time (GMT+7)" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"when": "later", "day": "2027-04-07", "at": "09:00"}, "This time has passed"),
        ({"when": "later", "day": "", "at": ""}, "Choose a day."),
        ({"when": "later", "day": "2027-09-01", "at": "09:00"}, "Choose a day before the cohort ends."),
        ({"when": "later", "day": "9999-12-31", "at": "23:59"}, "Choose a day before the cohort ends."),
        ({"audience": "languages"}, "Choose one at least, or write to everybody."),
        ({"subject": "x" * 121}, "at most 120 characters"),
        ({"text": "x" * 5001}, "at most 5000 characters"),
        ({"audience": "one"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    cast: Cast, reading: Reading, values: dict[str, object], said: str
) -> None:
    sent = form(reading, **values)
    answer = client_of(cast.organiser).post(write_at(reading), sent)
    assert answer.status_code == 422 and said in plain(answer.text)
    assert str(sent["text"]) in answer.text and str(sent["key"]) in answer.text
    assert not Announcement.objects.exists()


def test_one_person_is_written_to_from_their_line(cast: Cast, reading: Reading) -> None:
    [other] = others(cast, reading, "other")
    organiser = client_of(cast.organiser)
    lines = organiser.get(reverse("reports:completion", args=[reading.cohort.pk])).text
    address = f"{write_at(reading)}?to={other.pk}"
    assert address in lines
    assert "Write to Other" in plain(organiser.get(address).text)
    sent = form(reading)
    del sent["audience"]
    organiser.post(address, sent)
    draft = Announcement.objects.get()
    assert (draft.audience, draft.enrolment_id) == (Audience.ONE, other.pk)
    Enrolment.all_objects.filter(pk=other.pk).update(state=EnrolmentState.WITHDRAWN)
    for absent in (other.pk, 0, "x", "9" * 40):
        assert organiser.get(f"{write_at(reading)}?to={absent}").status_code == 404


def test_the_secretariat_reads_what_went_out_and_no_draft(cast: Cast, reading: Reading) -> None:
    draft, scheduled = written(cast, reading), confirmed(cast, reading, scheduled_at=WEDNESDAY + DAY)
    reader = client_of(cast.secretariat)
    listed = reader.get(reverse("announcement:list", args=[reading.cohort.pk])).text
    there = {one: reverse("announcement:one", args=[one.pk]) for one in (draft, scheduled)}
    assert there[scheduled] in listed and there[draft] not in listed
    assert "announcement:write" not in listed and write_at(reading) not in listed
    assert reader.get(there[draft]).status_code == 404
    page = reader.get(there[scheduled]).text
    assert "<button" not in page[page.index("Would reach now") :]
    for act in ("confirm", "call_off"):
        answer = reader.post(reverse(f"announcement:{act}", args=[scheduled.pk]), {"seen": 1})
        assert answer.status_code == 302
    scheduled.refresh_from_db()
    assert scheduled.state == JobState.WAITING


def test_lists_cost_the_same_with_one_and_with_three(cast: Cast, reading: Reading, reader: Client) -> None:
    def cost(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    organiser = client_of(cast.organiser)
    pages = [
        (organiser, reverse("announcement:list", args=[reading.cohort.pk])),
        (reader, reading.at("outline", lesson=None)),
        (reader, reading.at("announcements", lesson=None)),
    ]
    after(confirmed(cast, reading))
    for page in pages:
        cost(*page)
    one = [cost(*page) for page in pages]
    for name in ("second", "third"):
        after(confirmed(cast, reading, subject=name))
        others(cast, reading, name)
    for page in pages:
        cost(*page)
    assert [cost(*page) for page in pages] == one


def test_a_lesson_asks_nothing_of_announcements(cast: Cast, reading: Reading, reader: Client) -> None:
    after(confirmed(cast, reading))
    reader.get(reading.at("step"))
    with CaptureQueriesContext(connection) as queries:
        reader.get(reading.at("step"))
    assert not [
        query for query in queries if "learning_announcement" in query["sql"] or "facts" in query["sql"]
    ]


def test_a_facilitator_finds_the_way_on_the_admins_home(cast: Cast, reading: Reading) -> None:
    helper = make_person("helper")
    grant_role(cast.wacap, user=helper, role=Role.FACILITATOR, by=cast.central, now=WEDNESDAY)
    reading.cohort.facilitators.add(helper)
    there = reverse("announcement:list", args=[reading.cohort.pk])
    client = client_of(helper)
    assert there in client.get(reverse("wagtailadmin_home")).text
    assert write_at(reading) in client.get(there).text


def test_each_course_shows_what_was_written_to_its_own_cohort(
    cast: Cast, reading: Reading, reader: Client
) -> None:
    second = enrol(cast, reading.course, cast.trainee, "Second")
    after(confirmed(cast, reading, subject="To the first"))
    here = reader.get(reading.at("announcements", lesson=None)).text
    there = reader.get(reverse("learning:announcements", args=[second.pk])).text
    outline = reader.get(reverse("learning:outline", args=[second.pk])).text
    assert ["To the first" in page for page in (here, there, outline)] == [True, False, False]


# Their data


def test_erasure_takes_the_authors_name_and_what_was_written_to_one(cast: Cast, reading: Reading) -> None:
    to_all = after(confirmed(cast, reading, takes_answers=True))
    to_one = after(confirmed(cast, reading, audience=Audience.ONE, enrolment=reading.enrolment))
    with transaction.atomic():
        Announcements.erase(cast.trainee, now=WEDNESDAY)
        Announcements.erase(cast.organiser, now=WEDNESDAY)
    assert list(Announcement.objects.values_list("pk", "takes_answers")) == [(to_all.pk, False)]
    assert to_one.pk != to_all.pk
    facts = Notice.objects.get(kind="announcement").facts
    assert (facts["who"], facts["address"], facts["title"]) == ("", "", SAID.subject)
    with time_machine.travel(WEDNESDAY + DAY, tick=False):
        deliver(Notice.objects.get(kind="announcement").pk)
    assert "This was written to trainees of “Spring”." in mail.outbox[0].body


def test_the_cohorts_page_says_how_it_goes_and_leads_to_who_is_behind(cast: Cast, reading: Reading) -> None:
    address = reverse("cohort:inspect", args=[reading.cohort.pk])
    with time_machine.travel(WEDNESDAY, tick=False):
        organiser = client_of(cast.organiser)
        page = organiser.get(address)
        assert page.context["panels"]
        assert "Take part" in page.text
        assert "?audience=behind" not in page.text
    long_after = reading.cohort.releases.latest("due_at").due_at
    type(reading.cohort.releases.first()).objects.update(released_at=WEDNESDAY)
    with time_machine.travel(long_after, tick=False):
        organiser = client_of(cast.organiser)
        found = organiser.get(address).text
        assert f"{write_at(reading)}?audience=behind" in found
        chosen = organiser.get(f"{write_at(reading)}?audience=behind").context["form"]["audience"].value()
        assert chosen == Audience.BEHIND


def test_how_it_goes_costs_the_same_with_one_and_with_three(cast: Cast, reading: Reading) -> None:
    address = reverse("cohort:inspect", args=[reading.cohort.pk])
    counts = []
    with time_machine.travel(WEDNESDAY, tick=False):
        organiser = client_of(cast.organiser)
        organiser.get(address)
        for number in range(2):
            with CaptureQueriesContext(connection) as queries:
                organiser.get(address)
            counts.append(len(queries))
            for more in range(2):
                others(cast, reading, f"more-{number}-{more}")
    assert counts[0] == counts[1]
