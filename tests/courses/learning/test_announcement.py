"""Announcements: written, looked at, confirmed, handed over by the sweep, read on the course's page."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.enums import JobState
from cms.core.errors import NotAllowed, Refusal
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.networks.models import Membership
from cms.notices.choices import switch_off
from cms.notices.models import Notice
from cms.notices.tasks import deliver
from cms.people.models import User
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Enrolment, Release
from courses.learning import announcing
from courses.learning.actions import (
    call_off_announcement,
    change_announcement,
    confirm_announcement,
    record_result,
    write_announcement,
)
from courses.learning.actions.announcement import MOST_A_DAY, Said
from courses.learning.announcing import deliveries_of, reach_of, send_announcements
from courses.learning.enums import Audience, CalledOff, ResultSource
from courses.learning.models import Announcement
from courses.learning.personal_data import Announcements
from tests.cast import Cast, make_person
from tests.courses.learning.reading import WEDNESDAY, Reading, client_of, enrol, plain

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAID = Said(
    audience=Audience.EVERYBODY,
    language="en",
    subject="A call on Thursday",
    text="We speak at ten.\n\nBring a request.",
    takes_answers=False,
)


def written(cast: Cast, reading: Reading, said: Said = SAID, **changes: object) -> Announcement:
    return write_announcement(
        reading.cohort, said=replace(said, **changes), key=uuid.uuid4(), by=cast.organiser, now=WEDNESDAY
    )


def confirmed(cast: Cast, reading: Reading, **changes: object) -> Announcement:
    draft = written(cast, reading, **changes)
    return confirm_announcement(draft, seen=draft.version, by=cast.organiser, now=WEDNESDAY)


def others(cast: Cast, reading: Reading, *names: str) -> list[Enrolment]:
    return [enrol(cast, reading.course, make_person(name)) for name in names]


def told(announcement: Announcement | None = None) -> set[str]:
    found = Notice.objects.filter(kind__in=["announcement", "personal_message"])
    if announcement:
        found = found.filter(subject=f"announcement:{announcement.pk}")
    return set(found.values_list("recipient__email", flat=True))


def after(announcement: Announcement, now: datetime = WEDNESDAY) -> Announcement:
    send_announcements(now)
    announcement.refresh_from_db()
    return announcement


# Going out


def test_it_goes_to_everybody_active_once_and_only_when_confirmed(cast: Cast, reading: Reading) -> None:
    _second, gone = others(cast, reading, "second", "gone")
    Enrolment.all_objects.filter(pk=gone.pk).update(state=EnrolmentState.WITHDRAWN)
    draft = written(cast, reading)
    assert send_announcements(WEDNESDAY + DAY) == 0 and told() == set()
    confirm_announcement(draft, seen=draft.version, by=cast.organiser, now=WEDNESDAY)
    assert send_announcements(WEDNESDAY) == 1
    assert told() == {"trainee@example.org", "second@example.org"}
    others(cast, reading, "late")
    assert send_announcements(WEDNESDAY + DAY) == 0
    assert told() == {"trainee@example.org", "second@example.org"}
    draft.refresh_from_db()
    assert draft.state == JobState.DONE and draft.done_at == WEDNESDAY


def test_a_scheduled_one_waits_for_its_time_and_is_judged_then(cast: Cast, reading: Reading) -> None:
    announcement = confirmed(cast, reading, scheduled_at=WEDNESDAY + DAY)
    assert after(announcement, WEDNESDAY + DAY - timedelta(seconds=1)).state == JobState.WAITING
    others(cast, reading, "late")
    Enrolment.all_objects.filter(user=cast.trainee).update(state=EnrolmentState.WITHDRAWN)
    assert after(announcement, WEDNESDAY + DAY).state == JobState.DONE
    assert told() == {"late@example.org"}


def test_it_goes_on_where_it_was_broken_off_and_never_twice_to_one(
    cast: Cast, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    others(cast, reading, "second", "third")
    announcement = confirmed(cast, reading)
    monkeypatch.setattr(announcing, "BATCH", 1)
    write, calls = announcing.write_notices, []

    def breaks_at_the_second(*args: object, **values: object) -> int:
        calls.append(1)
        number = write(*args, **values)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return number

    monkeypatch.setattr(announcing, "write_notices", breaks_at_the_second)
    with pytest.raises(RuntimeError, match="killed"):
        send_announcements(WEDNESDAY)
    assert len(told(announcement)) == 1
    assert after(announcement).state == JobState.DONE
    assert told(announcement) == {"trainee@example.org", "second@example.org", "third@example.org"}
    assert Notice.objects.filter(kind="announcement").count() == 3


def test_groups(cast: Cast, reading: Reading) -> None:
    from cms.world.models import Country

    second, third = others(cast, reading, "second", "third")
    country = Country.objects.get_or_create(
        code="SN", defaults={"region_id": Country.objects.values_list("region", flat=True).first()}
    )[0]
    User.objects.filter(pk=second.user_id).update(country=country)
    User.objects.filter(pk=third.user_id).update(language="ar")
    by_country = after(confirmed(cast, reading, audience=Audience.COUNTRIES, chosen=("SN",)))
    by_language = after(confirmed(cast, reading, audience=Audience.LANGUAGES, chosen=("ar", "fr")))
    assert (told(by_country), told(by_language)) == ({"second@example.org"}, {"third@example.org"})


def test_those_behind_lack_a_required_step_of_a_module_that_was_due(cast: Cast, reading: Reading) -> None:
    [done] = others(cast, reading, "done")
    for key in reading.lessons[:2]:
        record_result(done, step_key=key, now=WEDNESDAY, source=ResultSource.READ)
    record_result(reading.enrolment, step_key=reading.lessons[0], now=WEDNESDAY, source=ResultSource.READ)
    announcement = written(cast, reading, audience=Audience.BEHIND)
    first = Release.objects.filter(cohort=reading.cohort).order_by("due_at")[0]
    assert reach_of(announcement, now=first.due_at - HOUR).people == 0
    assert reach_of(announcement, now=first.due_at).people == 1
    announcement.author = cast.organiser
    confirm_announcement(announcement, seen=1, by=cast.organiser, now=first.due_at)
    after(announcement, first.due_at)
    assert told() == {"trainee@example.org"}


def test_those_silent_have_done_nothing_for_ten_days(cast: Cast, reading: Reading) -> None:
    lively, newcomer = others(cast, reading, "lively", "newcomer")
    begins = reading.cohort.starts_at
    Enrolment.all_objects.filter(pk=newcomer.pk).update(enrolled_at=begins + 8 * DAY)
    record_result(lively, step_key=reading.lessons[0], now=begins + 2 * DAY, source=ResultSource.READ)
    announcement = written(cast, reading, audience=Audience.SILENT)
    assert reach_of(announcement, now=begins + 10 * DAY - HOUR).people == 0
    assert reach_of(announcement, now=begins + 10 * DAY).people == 1
    assert reach_of(announcement, now=begins + 12 * DAY).people == 2


def test_one_person_gets_it_though_they_have_switched_announcements_off(cast: Cast, reading: Reading) -> None:
    others(cast, reading, "second")
    for kind in ("announcement", "personal_message"):
        switch_off(cast.trainee, kind=kind)
    to_one = after(confirmed(cast, reading, audience=Audience.ONE, enrolment=reading.enrolment))
    to_all = after(confirmed(cast, reading))
    assert told(to_one) == {"trainee@example.org"}
    assert deliveries_of([to_one, to_all])[to_one.pk].waiting == 1
    assert (deliveries_of([to_all])[to_all.pk].waiting, deliveries_of([to_all])[to_all.pk].switched_off) == (
        1,
        1,
    )
    assert reach_of(to_all, now=WEDNESDAY).switched_off == 1


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (CohortState.CANCELLED, CalledOff.CANCELLED),
        (CohortState.CLOSED, CalledOff.ENDED),
        (CohortState.ARCHIVED, CalledOff.ENDED),
    ],
)
def test_a_cohort_that_has_ended_is_told_nothing(
    cast: Cast, reading: Reading, state: CohortState, reason: CalledOff
) -> None:
    announcement = confirmed(cast, reading)
    reading.cohort.state = state
    reading.cohort.save()
    assert after(announcement).state == JobState.CANCELLED
    assert (announcement.error, told()) == (reason, set())


def test_an_author_who_has_lost_the_role_tells_nothing(cast: Cast, reading: Reading) -> None:
    announcement = confirmed(cast, reading)
    Membership.objects.filter(user=cast.organiser).delete()
    assert after(announcement).error == CalledOff.ROLE and told() == set()


# What is written


def test_who_helps_writes_and_nobody_else(cast: Cast, reading: Reading) -> None:
    helper = make_person("helper")
    grant_role(cast.wacap, user=helper, role=Role.FACILITATOR, by=cast.central, now=WEDNESDAY)
    for person in (cast.secretariat, cast.casc_organiser, cast.trainee, cast.stranger, helper):
        with pytest.raises(NotAllowed):
            write_announcement(reading.cohort, said=SAID, key=uuid.uuid4(), by=person, now=WEDNESDAY)
    reading.cohort.facilitators.add(helper)
    write_announcement(reading.cohort, said=SAID, key=uuid.uuid4(), by=helper, now=WEDNESDAY)
    for state in set(CohortState) - {CohortState.ANNOUNCED, CohortState.OPEN, CohortState.RUNNING}:
        reading.cohort.state = state
        reading.cohort.save()
        with pytest.raises(Refusal):
            write_announcement(reading.cohort, said=SAID, key=uuid.uuid4(), by=helper, now=WEDNESDAY)


def test_the_same_form_twice_is_one_and_twenty_are_the_most_a_day(cast: Cast, reading: Reading) -> None:
    key = uuid.uuid4()
    for _again in range(2):
        write_announcement(reading.cohort, said=SAID, key=key, by=cast.organiser, now=WEDNESDAY)
    assert Announcement.objects.count() == 1
    for _more in range(MOST_A_DAY - 1):
        written(cast, reading)
    with pytest.raises(Refusal) as refused:
        written(cast, reading)
    assert refused.value.code == "too_many"
    write_announcement(reading.cohort, said=SAID, key=uuid.uuid4(), by=cast.organiser, now=WEDNESDAY + DAY)


def test_what_another_window_has_changed_is_not_sent_unseen(cast: Cast, reading: Reading) -> None:
    draft = written(cast, reading)
    change_announcement(draft, said=replace(SAID, subject="New"), seen=1, by=cast.organiser, now=WEDNESDAY)
    for act in (
        lambda: confirm_announcement(draft, seen=1, by=cast.organiser, now=WEDNESDAY),
        lambda: change_announcement(draft, said=SAID, seen=1, by=cast.organiser, now=WEDNESDAY),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "changed"
    assert confirm_announcement(draft, seen=2, by=cast.organiser, now=WEDNESDAY).subject == "New"


def test_a_scheduled_one_is_changed_or_called_off_until_its_time(cast: Cast, reading: Reading) -> None:
    later = replace(SAID, scheduled_at=WEDNESDAY + DAY)
    kept, at_once, off = (confirmed(cast, reading, scheduled_at=WEDNESDAY + DAY) for _each in range(3))
    assert change_announcement(kept, said=later, seen=1, by=cast.organiser, now=WEDNESDAY).confirmed_at
    assert change_announcement(at_once, said=SAID, seen=1, by=cast.organiser, now=WEDNESDAY).is_draft
    call_off_announcement(off, by=cast.two_roles, now=WEDNESDAY)
    send_announcements(WEDNESDAY + DAY)
    assert set(Notice.objects.filter(kind="announcement").values_list("subject", flat=True)) == {
        f"announcement:{kept.pk}"
    }
    for act in (
        lambda: change_announcement(kept, said=later, seen=2, by=cast.organiser, now=WEDNESDAY + DAY),
        lambda: call_off_announcement(kept, by=cast.organiser, now=WEDNESDAY + DAY),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "gone"


def test_only_its_author_changes_or_sends_it(cast: Cast, reading: Reading) -> None:
    draft = written(cast, reading)
    with pytest.raises(NotAllowed):
        change_announcement(draft, said=SAID, seen=1, by=cast.two_roles, now=WEDNESDAY)
    with pytest.raises(NotAllowed):
        confirm_announcement(draft, seen=1, by=cast.two_roles, now=WEDNESDAY)
    with pytest.raises(NotAllowed):
        call_off_announcement(draft, by=cast.two_roles, now=WEDNESDAY)
    assert call_off_announcement(draft, by=cast.organiser, now=WEDNESDAY) is None
    assert not Announcement.objects.exists()


def test_what_would_reach_nobody_or_has_passed_is_not_confirmed(cast: Cast, reading: Reading) -> None:
    nobody = written(cast, reading, audience=Audience.LANGUAGES, chosen=("ar",))
    past = written(cast, reading, scheduled_at=WEDNESDAY + HOUR)
    for announcement, now, code in ((nobody, WEDNESDAY, "nobody"), (past, WEDNESDAY + HOUR, "past")):
        with pytest.raises(Refusal) as refused:
            confirm_announcement(announcement, seen=1, by=cast.organiser, now=now)
        assert refused.value.code == code


# The e-mail


def test_the_email_is_what_was_shown_before_and_runs_in_its_own_direction(
    cast: Cast, reading: Reading
) -> None:
    draft = written(
        cast, reading, subject="لقاء", text="نلتقي.\n\nإلى الغد.", language="ar", takes_answers=True
    )
    client = client_of(cast.organiser)
    page = client.get(reverse("announcement:one", args=[draft.pk]))
    shown = client.get(reverse("announcement:letter", args=[draft.pk])).text
    confirm_announcement(draft, seen=1, by=cast.organiser, now=WEDNESDAY)
    after(draft)
    for notice in Notice.objects.filter(kind="announcement"):
        deliver(notice.pk)
    [sent] = mail.outbox
    assert sent.reply_to == ["organiser@example.org"]
    html = sent.alternatives[0].content
    theirs = '<div lang="ar" dir="rtl" style="margin: 0 0 16px;">\n<p style="margin: 0 0 16px;">نلتقي.</p>\n'
    assert theirs in html and theirs in shown
    assert "نلتقي.\n\nإلى الغد." in sent.body and "نلتقي.\n\nإلى الغد." in page.text
    assert sent.subject in page.text
    assert "Organiser writes to trainees of “Spring”. Reply to this e-mail to answer" in sent.body


def test_without_answers_nobody_learns_the_authors_address(cast: Cast, reading: Reading) -> None:
    after(confirmed(cast, reading))
    deliver(Notice.objects.get(kind="announcement").pk)
    assert mail.outbox[0].reply_to == []
    assert "organiser@example.org" not in mail.outbox[0].message().as_string()


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
