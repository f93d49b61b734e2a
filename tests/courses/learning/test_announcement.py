"""Announcements: written, looked at, confirmed, handed over by the sweep, read on the course's page."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from cms.core.enums import JobState
from cms.core.errors import NotAllowed, Refusal
from cms.core.jobs import LEASE, MOST_DEATHS
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.networks.models import Membership
from cms.notices.asking import tell_who_asked
from cms.notices.choices import switch_off
from cms.notices.models import Notice
from cms.notices.tasks import deliver
from cms.notices.writing import part_of
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
from courses.learning.actions.announcement import MOST_A_DAY
from courses.learning.announcing import deliveries_of, reach_of, send_announcements
from courses.learning.enums import Audience, CalledOff, ResultSource
from courses.learning.models import Announcement
from tests.cast import Cast, make_person
from tests.courses.learning.announced import DAY, HOUR, SAID, after, confirmed, others, told, written
from tests.courses.learning.reading import WEDNESDAY, Reading, client_of

pytestmark = pytest.mark.django_db


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
    assert after(announcement).state == JobState.WAITING
    assert after(announcement, WEDNESDAY + LEASE).state == JobState.DONE
    assert announcement.progress == (3, 3)
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
    begins = reading.cohort.releases.order_by("opens_at")[0].opens_at
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


# As a job


def test_one_that_always_breaks_off_is_given_up(
    cast: Cast, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    announcement = confirmed(cast, reading)

    def breaks(*_: object, **__: object) -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr(announcing, "write_notices", breaks)
    for number in range(MOST_DEATHS):
        with pytest.raises(RuntimeError, match="broken"):
            send_announcements(WEDNESDAY + number * LEASE)
    assert after(announcement, WEDNESDAY + MOST_DEATHS * LEASE).state == JobState.FAILED
    assert "broken off three times" in announcement.error


def test_progress_counts_those_told_of_those_to_tell(
    cast: Cast, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    others(cast, reading, "second", "third")
    announcement = confirmed(cast, reading)
    monkeypatch.setattr(announcing, "BATCH", 1)
    monkeypatch.setattr(announcing, "BATCHES_A_SWEEP", 2)

    assert announcement.progress is None
    assert after(announcement).progress == (2, 3)
    assert (announcement.state, announcement.tries) == (JobState.WAITING, 0)
    assert after(announcement).progress == (3, 3)
    assert announcement.state == JobState.DONE


@pytest.mark.parametrize(("role", "end"), [(True, "done"), (False, "cancelled")])
def test_its_author_is_told_once_when_it_has_gone_out(
    cast: Cast, reading: Reading, role: bool, end: str
) -> None:
    announcement = confirmed(cast, reading)
    if not role:
        Membership.objects.filter(user=cast.organiser).delete()
    assert tell_who_asked(WEDNESDAY) == 0
    after(announcement)

    assert tell_who_asked(WEDNESDAY) == 1
    assert tell_who_asked(WEDNESDAY + HOUR) == 0
    [ended] = Notice.objects.filter(kind="work_ended", recipient=cast.organiser)
    part = part_of(ended, to=cast.organiser, texts={})
    assert part.subject == f"A call on Thursday · {reading.cohort.name}: {end}"
    assert ("1 of 1 are done." in part.paragraphs[0]) == role
    assert role or "its author no longer helps" in part.paragraphs[1]
    assert part.path == reverse("announcement:one", args=[announcement.pk])


def test_who_calls_it_off_or_writes_to_one_is_not_told(cast: Cast, reading: Reading) -> None:
    called_off = confirmed(cast, reading, scheduled_at=WEDNESDAY + DAY)
    call_off_announcement(called_off, by=cast.organiser, now=WEDNESDAY)
    after(confirmed(cast, reading, audience=Audience.ONE, enrolment=reading.enrolment))
    assert tell_who_asked(WEDNESDAY) == 0
