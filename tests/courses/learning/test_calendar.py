"""A person's dates: the private feed, the file of a course, the page, and what e-mails bring of them."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cms.notices.calendar import Entry, write_calendar
from cms.people.models import User
from cms.world.zones import instant, zone_names
from courses.cohorts.actions import cancel, withdraw
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.editions.models import EditionTitle
from courses.learning.actions import make_link, stop_link
from courses.learning.models import CalendarLink
from tests.courses.learning.feeds import NOW, address, events, fetched
from tests.courses.taught import a_running_cohort, enrolled, first_release

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_first_week() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cohort() -> Cohort:
    return a_running_cohort()


@pytest.fixture
def amina(cohort: Cohort) -> Enrolment:
    return enrolled(cohort, "amina@example.org", time_zone="Africa/Dakar")


def as_vobject(content: bytes) -> dict[str, Any]:
    read = vobject.readOne(content.decode())
    return {event.uid.value.partition("@")[0]: event for event in read.vevent_list}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


# What stands in it


def test_both_libraries_read_the_same_dates(cohort: Cohort, amina: Enrolment) -> None:
    content = fetched(amina.user)
    first, second = cohort.releases.order_by("opens_at")
    starts = {
        f"cohort-{cohort.pk}-first": datetime(2027, 3, 1, tzinfo=UTC),
        f"cohort-{cohort.pk}-last": datetime(2027, 12, 31, 23, 59, tzinfo=UTC),
        f"release-{first.pk}-opens": datetime(2027, 3, 1, 9, tzinfo=UTC),
        f"release-{first.pk}-due": datetime(2027, 3, 22, 23, 59, tzinfo=UTC),
        f"release-{second.pk}-opens": datetime(2027, 3, 8, 9, tzinfo=UTC),
        f"release-{second.pk}-due": datetime(2027, 3, 29, 23, 59, tzinfo=UTC),
    }
    assert {key: event.decoded("dtstart") for key, event in events(content).items()} == starts
    assert {key: event.dtstart.value for key, event in as_vobject(content).items()} == starts
    due = events(content)[f"release-{first.pk}-due"]
    assert due["summary"] == "Due: Before you write (March 2027)"
    assert due["url"] == f"http://testserver/learn/{amina.pk}/"
    assert due["status"] == "CONFIRMED"


def test_it_speaks_the_language_of_the_person(cohort: Cohort) -> None:
    reader = enrolled(cohort, "layla@example.org", language="ar")
    titles = {str(event["summary"]) for event in events(fetched(reader.user)).values()}
    assert any("قبل أن تكتب" in title for title in titles)
    assert not any(title.startswith(("Due", "Opens", "First", "Last")) for title in titles)


def test_awkward_titles_arrive_whole_in_lines_of_at_most_75_octets(cohort: Cohort) -> None:
    title = "أدلة, طلبات; \\ «شهادة»\nسطر ثان " * 6
    reader = enrolled(cohort, "amina@example.org", language="ar")
    EditionTitle.objects.filter(title="قبل أن تكتب").update(title=title)
    caches["fragments"].clear()
    content = fetched(reader.user)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    key = f"release-{first_release(cohort).pk}-due"
    assert title in str(events(content)[key]["summary"])
    assert title in as_vobject(content)[key].summary.value


def test_nobody_elses_dates_stand_in_it(cohort: Cohort, amina: Enrolment) -> None:
    other = a_running_cohort(slug="casc")
    enrolled(other, "joao@example.org")
    draft = a_running_cohort(slug="cplp")
    Cohort.all_objects.filter(pk=draft.pk).update(state=CohortState.DRAFT)
    enrolled(draft, "amina@example.org")
    keys = set(events(fetched(amina.user)))
    releases = {f"release-{pk}-{act}" for pk in ids(cohort) for act in ("opens", "due")}
    assert keys == releases | {f"cohort-{cohort.pk}-first", f"cohort-{cohort.pk}-last"}


def ids(cohort: Cohort) -> list[int]:
    return list(cohort.releases.values_list("pk", flat=True))


def test_a_cohort_that_has_not_begun_shows_the_titles_of_its_pages(cohort: Cohort, amina: Enrolment) -> None:
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.OPEN, syllabus=None)
    due = events(fetched(amina.user))[f"release-{first_release(cohort).pk}-due"]
    assert due["summary"] == "Due: A module that is not published (March 2027)"


def test_local_times_are_kept_in_every_zone() -> None:
    """Around both clock changes of most zones: what a person reads on the cohort's clock is what was planned."""
    days = [date(2027, 1, 15), *(date(2027, m, d) for m in (3, 4, 9, 10, 11) for d in (1, 14, 28))]
    planned = [(zone, day, at) for zone in zone_names() for day in days for at in (time(9), time(17, 30))]
    entries = [
        Entry(key=f"{n}", title="T", starts=instant(day, at, zone), changed=NOW)
        for n, (zone, day, at) in enumerate(planned)
    ]
    read = as_vobject(write_calendar(entries, name="N", language="en"))
    for number, (zone, day, at) in enumerate(planned):
        local = read[f"{number}"].dtstart.value.astimezone(ZoneInfo(zone))
        assert (local.date(), local.time()) == (day, at), zone


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zone=st.sampled_from(zone_names()), days=st.integers(0, 300), hour=st.integers(4, 22))
# From 1 March 2027: opens on the last day of the year, and on the leap day of the next.
@example(zone="Asia/Tbilisi", days=305, hour=9)
@example(zone="Australia/Lord_Howe", days=305, hour=9)
@example(zone="Pacific/Kiritimati", days=305, hour=9)
@example(zone="Asia/Tbilisi", days=365, hour=9)
@example(zone="Australia/Lord_Howe", days=365, hour=9)
@example(zone="Pacific/Kiritimati", days=365, hour=9)
# Opens before the change of thirty minutes, and is due after it.
@example(zone="Australia/Lord_Howe", days=20, hour=9)
def test_a_feed_keeps_the_cohorts_local_time(
    cohort: Cohort, amina: Enrolment, zone: str, days: int, hour: int
) -> None:
    cohort.time_zone = zone
    cohort.save()
    release = cohort.releases.order_by("pk")[0]
    release.day_offset, release.local_time = days, time(hour)
    release.due_offset, release.due_local_time = days + 20, time(23, 59)
    release.save()
    found = as_vobject(fetched(amina.user))
    opens = found[f"release-{release.pk}-opens"].dtstart.value.astimezone(ZoneInfo(zone))
    due = found[f"release-{release.pk}-due"].dtstart.value.astimezone(ZoneInfo(zone))
    assert (opens.date(), opens.time()) == (cohort.starts + timedelta(days=days), time(hour))
    assert due.date() == cohort.starts + timedelta(days=days + 20)


# Moved and cancelled


def sequences(user: User) -> dict[str, int]:
    return {key: event["sequence"] for key, event in events(fetched(user)).items()}


def test_a_release_that_moves_keeps_its_uid_and_raises_its_sequence(cohort: Cohort, amina: Enrolment) -> None:
    release = first_release(cohort)
    before, stamped = sequences(amina.user), fetched(amina.user)
    release.due_offset += 2
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        release.save()
    after = sequences(amina.user)
    moved = {f"release-{release.pk}-opens", f"release-{release.pk}-due"}
    assert after == {key: n + (key in moved) for key, n in before.items()}
    due = events(fetched(amina.user))[f"release-{release.pk}-due"]
    assert due.decoded("dtstart") == datetime(2027, 3, 24, 23, 59, tzinfo=UTC)
    assert due.decoded("dtstamp") == NOW + timedelta(hours=1)
    assert fetched(amina.user) != stamped


def test_saving_without_a_move_changes_no_byte(cohort: Cohort, amina: Enrolment) -> None:
    before = fetched(amina.user)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        for release in cohort.releases.all():
            release.save()
        cohort.save()
        assert fetched(amina.user) == before


def test_a_move_is_counted_from_what_is_stored(cohort: Cohort) -> None:
    one, other = first_release(cohort), first_release(cohort)
    for each, days in ((one, 1), (other, 3)):
        each.due_offset += days
        each.save()
    release = Release.objects.get(pk=one.pk)
    assert release.sequence == 2
    release.day_offset += 1
    release.save(update_fields=["day_offset", "opens_at"])
    release.refresh_from_db()
    assert release.sequence == 3


def test_no_bulk_way_leads_past_the_count(cohort: Cohort) -> None:
    release = first_release(cohort)
    release.opens_at += timedelta(days=1)
    with pytest.raises(TypeError, match="opens_at"):
        Release.objects.bulk_update([release], ["opens_at"])
    with pytest.raises(TypeError, match="due_at"):
        cohort.releases.update(due_at=NOW)
    with pytest.raises(TypeError, match="ends_at"):
        Cohort.all_objects.update(ends_at=NOW)


def test_a_later_last_day_raises_the_sequence(cohort: Cohort, amina: Enrolment) -> None:
    before = sequences(amina.user)
    cohort.ends += timedelta(days=1)
    cohort.save()
    assert all(number == before[key] + 1 for key, number in sequences(amina.user).items())


def test_a_cancelled_cohort_is_said_for_sixty_days(cohort: Cohort, amina: Enrolment) -> None:
    before = sequences(amina.user)
    cancel(cohort, by=User.objects.create_superuser("central@example.org"), now=NOW)
    with time_machine.travel(NOW + timedelta(days=59), tick=False):
        found = events(fetched(amina.user))
    assert {key: event["sequence"] for key, event in found.items()} == {k: n + 1 for k, n in before.items()}
    assert {event["status"] for event in found.values()} == {"CANCELLED"}
    with time_machine.travel(NOW + timedelta(days=61), tick=False):
        assert events(fetched(amina.user)) == {}


def test_who_leaves_and_comes_back_sees_it_with_a_higher_sequence_each_time(
    cohort: Cohort, amina: Enrolment
) -> None:
    before = sequences(amina.user)
    left = withdraw(amina, now=NOW)
    found = events(fetched(amina.user))
    assert {event["status"] for event in found.values()} == {"CANCELLED"}
    assert all(event["sequence"] == before[key] + 1 for key, event in found.items())
    with time_machine.travel(NOW + timedelta(days=61), tick=False):
        assert events(fetched(amina.user)) == {}
    assert left.sequence == 1


def test_enrolments_that_have_ended_stay_in_the_calendar(cohort: Cohort, amina: Enrolment) -> None:
    Enrolment.all_objects.filter(pk=amina.pk).update(state=EnrolmentState.COMPLETED, ended_at=NOW)
    assert {event["status"] for event in events(fetched(amina.user)).values()} == {"CONFIRMED"}


# The link


def test_a_new_link_ends_the_old_one_and_stop_ends_it(amina: Enrolment) -> None:
    client = client_of(amina.user)
    client.post(reverse("learning:new_calendar_link"))
    old = address(amina.user.calendar_link)
    assert Client().get(old).status_code == 200
    assert f"webcal://testserver{old}" in client.get(reverse("learning:calendar")).text
    client.post(reverse("learning:new_calendar_link"))
    new = address(CalendarLink.objects.get())
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    client.post(reverse("learning:stop_calendar_link"))
    assert Client().get(new).status_code == 404
    assert "webcal" not in client.get(reverse("learning:calendar")).text


def test_it_opens_for_no_closed_account_and_no_guess(amina: Enrolment) -> None:
    link = make_link(amina.user, now=NOW)
    assert link.token not in str(CalendarLink.objects.values())
    assert len(link.token) == 43
    for guess in ("x", link.seed, link.token_hash, link.token[:-1]):
        assert Client().get(reverse("learning:feed", args=[guess])).status_code == 404
    User.objects.filter(pk=amina.user_id).update(is_active=False)
    assert Client().get(address(link)).status_code == 404


def test_stopping_what_is_not_there_is_fine(amina: Enrolment) -> None:
    stop_link(amina.user)
    assert not CalendarLink.objects.exists()


def test_what_has_not_changed_is_not_sent_again(amina: Enrolment) -> None:
    link = make_link(amina.user, now=NOW)
    answer = Client().get(address(link))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "private" in answer.headers["Cache-Control"]
    again = Client().get(address(link), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    withdraw(amina, now=NOW)
    changed = Client().get(address(link), headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200


def queries(user: User) -> int:
    link = make_link(user, now=NOW)
    Client().get(address(link))  # texts come into their cache
    with CaptureQueriesContext(connection) as seen:
        Client().get(address(link))
    return len(seen)


def test_queries_do_not_grow_with_cohorts_or_releases(cohort: Cohort, amina: Enrolment) -> None:
    few = queries(amina.user)
    for number in range(10):
        Release.objects.create(cohort=cohort, module_key=uuid.uuid4(), day_offset=number)
    for slug in ("casc", "cplp"):
        enrolled(a_running_cohort(slug=slug), "amina@example.org")
    assert queries(amina.user) == few <= 5


# The page and the file


def test_the_page_shows_what_comes_by_the_days_of_the_reader(cohort: Cohort, amina: Enrolment) -> None:
    User.objects.filter(pk=amina.user_id).update(time_zone="Pacific/Auckland")
    shown = client_of(User.objects.get(pk=amina.user_id)).get(reverse("learning:calendar"))
    days = [(day.day, [entry.title.split(":")[0] for entry in day.entries]) for day in shown.context["days"]]
    assert days == [
        (date(2027, 3, 8), ["Opens"]),
        (date(2027, 3, 23), ["Due"]),
        (date(2027, 3, 30), ["Due"]),
    ]
    withdraw(amina, now=NOW)
    assert client_of(amina.user).get(reverse("learning:calendar")).context["days"] == []


def test_the_file_of_a_course_has_the_same_entries_as_the_feed(cohort: Cohort, amina: Enrolment) -> None:
    enrolled(a_running_cohort(slug="casc"), "amina@example.org")
    there = reverse("learning:course_calendar", args=[amina.pk])
    answer = client_of(amina.user).get(there)
    feed = events(fetched(amina.user))
    own = {key: event.to_ical() for key, event in events(answer.content).items()}
    assert len(own) == 6
    assert own == {key: feed[key].to_ical() for key in own}
    assert "attachment" in answer.headers["Content-Disposition"]
    assert there in client_of(amina.user).get(reverse("learning:outline", args=[amina.pk])).text
    other = enrolled(cohort, "joao@example.org")
    assert client_of(other.user).get(there).status_code == 404
    assert Client().get(there).status_code == 302
