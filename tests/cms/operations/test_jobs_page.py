"""The page of every job row: how jobs stand, whose they are, trying again and cancelling."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.core import jobs
from cms.core.enums import JobState, Standing
from cms.core.errors import NotAllowed, Refusal
from cms.core.jobs import LEASE, claim
from cms.notices.enums import Urgency
from cms.notices.models import AccountLetter, Digest, Notice
from cms.operations import jobs_page
from cms.operations.actions import cancel_job, try_job_again
from cms.operations.jobs_page import Place, page_of_jobs
from cms.people.models import User
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PAGE = reverse("machinery:jobs")


def notice(cast: Cast, number: int = 1, **values: Any) -> Notice:
    return Notice.objects.create(
        **{
            "recipient": cast.trainee,
            "kind": "due_tomorrow",
            "subject": f"release:{number}",
            "language": "en",
            "due_at": NOW,
        }
        | values
    )


def shown(person: User, address: str = PAGE, at: datetime = NOW, **headers: str) -> Any:
    client = Client(headers=headers)
    with time_machine.travel(at, tick=False):
        client.force_login(person)
        answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def lines(page: BeautifulSoup) -> list[str]:
    return [" ".join(line.text.split()) for line in page.select("tbody#jobs th")]


def press(person: User, name: str, job: Any, **said: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(reverse(f"machinery:{name}", args=[job.label, job.pk]), said, follow=True)


def test_each_job_stands_in_one_way(cast: Cast) -> None:
    ways = {
        Standing.FAILED: notice(cast, 1, state=JobState.FAILED),
        Standing.HELD: notice(cast, 2, lease_until=NOW + LEASE),
        Standing.DUE: notice(cast, 3, lease_until=NOW),
        Standing.LATER: notice(cast, 4, due_at=NOW + HOUR),
        Standing.DONE: notice(cast, 5, state=JobState.DONE),
        Standing.CANCELLED: notice(cast, 6, state=JobState.CANCELLED),
    }
    gathered = notice(cast, 7, urgency=Urgency.MAY_WAIT)
    digest = Digest.objects.create(recipient=cast.trainee, day=NOW.date(), due_at=NOW)
    in_digest = notice(cast, 8, urgency=Urgency.MAY_WAIT, digest=digest)

    found = {standing: set(Notice.objects.standing(standing, at=NOW)) for standing in Standing}

    assert found == {standing: {row} for standing, row in ways.items()} | {
        Standing.LATER: {ways[Standing.LATER], gathered, in_digest}
    }


def test_a_line_says_what_it_is_for_and_why_it_was_given_up(cast: Cast) -> None:
    notice(cast, state=JobState.FAILED, error="Mailbox full", tries=8)

    page = shown(cast.central)

    [line] = page.select("tbody#jobs tr")
    said = " ".join(line.text.split())
    assert cast.trainee.get_full_name() in said and "A module is due tomorrow" in said
    assert "E-mails" in said and "Mailbox full" in said and "8" in said
    assert [button.text for button in line.select("button")] == ["Try again"]


def test_the_list_fetches_itself_anew_only_while_something_may_change(cast: Cast) -> None:
    notice(cast, 1)
    notice(cast, 2, state=JobState.DONE)

    waiting = shown(cast.central, f"{PAGE}?state=due").select_one("tbody#jobs")
    done = shown(cast.central, f"{PAGE}?state=done").select_one("tbody#jobs")

    assert waiting["hx-get"] == f"{PAGE}?state=due" and waiting["hx-trigger"] == "every 5s"
    assert "hx-get" not in done.attrs
    part = shown(cast.central, f"{PAGE}?state=due", HX_Request="true")
    assert [element.name for element in part.find_all(recursive=False)] == ["tbody"]
    Notice.objects.update(state=JobState.DONE)
    emptied = shown(cast.central, f"{PAGE}?state=due", HX_Request="true")
    assert "No job stands like that" in emptied.text


@pytest.mark.parametrize("standing", [Standing.LATER, Standing.DONE])
def test_pages_leave_nothing_out_and_show_nothing_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, standing: Standing
) -> None:
    monkeypatch.setattr(jobs_page, "PAGE_SIZE", 3)
    state = JobState.DONE if standing == Standing.DONE else JobState.WAITING
    made: list[Any] = []
    for number, hours in enumerate([1, 1, 1, 1, 2, 2, 3]):
        due = NOW + hours * HOUR
        made.append(notice(cast, number, state=state, due_at=due))
        made.append(
            AccountLetter.objects.create(
                email=f"{number}@example.org", letter="x", subject="x", state=state, due_at=due
            )
        )
    place, seen = None, []
    while True:
        page = page_of_jobs(
            cast.central, models=[AccountLetter, Notice], standing=standing, after=place, now=NOW
        )
        seen += page.rows
        if page.rest is None:
            break
        place = Place.read(str(page.rest))

    order = sorted(made, key=lambda job: (job.due_at, job.label, job.pk), reverse=standing == Standing.DONE)
    assert seen == order


def test_the_next_page_keeps_what_was_chosen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_page, "PAGE_SIZE", 1)
    for number, kind in enumerate(["overdue", "due_tomorrow"]):
        notice(cast, number, kind=kind, state=JobState.DONE)

    page = shown(cast.central, f"{PAGE}?state=done&kind=notices.notice")
    [link] = [a for a in page.select("a.button") if a.text == "Show the next"]

    assert parse_qs(urlsplit(link["href"]).query)["kind"] == ["notices.notice"]
    assert lines(page) != lines(shown(cast.central, link["href"])) != []


@pytest.mark.parametrize(
    "said",
    [
        "state=x",
        "kind=people.user",
        "after=x",
        "after=2026-01-01~a~-1",
        "after=0001-01-01T00:00:00%2B14:00~a~1",
        "after=~~",
    ],
)
def test_what_makes_no_sense_counts_as_not_chosen(cast: Cast, said: str) -> None:
    notice(cast, state=JobState.FAILED)
    assert len(lines(shown(cast.central, f"{PAGE}?{said}"))) == 1


# Whose they are


def test_organisers_see_what_is_done_in_the_name_of_their_network(cast: Cast) -> None:
    notice(cast, 1, state=JobState.FAILED, network=cast.wacap)
    notice(cast, 2, state=JobState.FAILED, network=cast.ejn)
    notice(cast, 3, state=JobState.FAILED)
    Digest.objects.create(recipient=cast.trainee, day=NOW.date(), due_at=NOW, state=JobState.FAILED)

    page = shown(cast.organiser)

    assert len(lines(page)) == 1
    assert "people.user" not in page.text and not page.select("option[value='notices.digest']")
    assert len(lines(shown(cast.central))) == 4


@pytest.mark.parametrize("who", ["author", "manager", "secretariat", "trainee"])
def test_nobody_else_knows_of_the_page(cast: Cast, who: str) -> None:
    client = Client()
    client.force_login(getattr(cast, who))
    assert client.get(PAGE).status_code in {403, 404}


@pytest.mark.parametrize("name", ["try_one_again", "cancel"])
def test_nobody_acts_on_a_job_that_they_may_not_see(cast: Cast, name: str) -> None:
    foreign = notice(cast, state=JobState.FAILED, network=cast.ejn)
    assert press(cast.organiser, name, foreign).status_code == 404
    for act in (try_job_again, cancel_job):
        with pytest.raises(NotAllowed):
            act(foreign, by=cast.organiser, now=NOW)


def test_the_admin_home_tells_an_organiser_what_was_given_up(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.organiser)
    assert "was given up" not in client.get("/admin/").text
    notice(cast, 1, state=JobState.FAILED, network=cast.wacap)
    notice(cast, 2, state=JobState.FAILED, network=cast.ejn)
    assert "1 e-mail or other job of your network was given up." in client.get("/admin/").text


# Trying again, cancelling


def test_one_that_was_given_up_is_tried_again(cast: Cast) -> None:
    job = notice(cast, state=JobState.FAILED, error="Mailbox full", tries=8, network=cast.wacap)

    answer = press(cast.organiser, "try_one_again", job, **{"from": f"{PAGE}?state=failed"})

    assert answer.redirect_chain == [(f"{PAGE}?state=failed", 302)]
    assert "The job waits again" in answer.text
    job.refresh_from_db()
    assert (job.state, job.tries, job.error) == (JobState.WAITING, 0, "")


def test_one_that_waits_is_cancelled_and_can_be_tried_again(cast: Cast) -> None:
    job = notice(cast)

    assert "The job is cancelled" in press(cast.central, "cancel", job).text
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.CANCELLED, "Cancelled by hand.")
    assert claim(Notice, job.pk, now=NOW + HOUR) is None

    try_job_again(job, by=cast.central, now=NOW)
    assert claim(Notice, job.pk, now=NOW) is not None


def test_what_a_worker_has_in_hand_is_not_cancelled_under_it(cast: Cast) -> None:
    job = notice(cast)
    held = claim(Notice, job.pk, now=NOW)
    with pytest.raises(Refusal, match="a worker is at it"):
        cancel_job(held, by=cast.central, now=NOW)
    cancel_job(held, by=cast.central, now=NOW + LEASE)
    assert jobs.run_claimed(held, act=lambda row: None, now=NOW) is False
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.DONE])
def test_nothing_else_is_tried_again(cast: Cast, state: JobState) -> None:
    job = notice(cast, state=state, due_at=NOW - HOUR)
    with pytest.raises(Refusal, match="not to be tried again"):
        try_job_again(job, by=cast.central, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.due_at) == (state, NOW - HOUR)


def test_a_daily_e_mail_takes_along_what_is_in_it(cast: Cast) -> None:
    digest = Digest.objects.create(recipient=cast.trainee, day=NOW.date(), due_at=NOW)
    told = notice(cast, 1, urgency=Urgency.MAY_WAIT, digest=digest)
    stale = notice(cast, 2, urgency=Urgency.MAY_WAIT, digest=digest, state=JobState.CANCELLED, error="Late")

    def states() -> list[str]:
        return [Notice.objects.get(pk=row.pk).state for row in (told, stale)]

    cancel_job(digest, by=cast.central, now=NOW)
    assert states() == [JobState.CANCELLED, JobState.CANCELLED]
    digest.refresh_from_db()
    try_job_again(digest, by=cast.central, now=NOW)
    assert states() == [JobState.WAITING, JobState.CANCELLED]


def test_what_may_wait_is_gathered_anew_when_it_is_tried_again(cast: Cast) -> None:
    digest = Digest.objects.create(recipient=cast.trainee, day=NOW.date(), due_at=NOW)
    lost = notice(cast, urgency=Urgency.MAY_WAIT, digest=digest, state=JobState.FAILED)
    try_job_again(lost, by=cast.central, now=NOW)
    assert Notice.objects.to_gather_at(NOW).get() == lost


def test_of_a_cancelled_letter_about_an_account_nothing_is_left(cast: Cast) -> None:
    letter = AccountLetter.objects.create(
        email="a@example.org", letter="x", subject="x", sealed="…", due_at=NOW
    )
    cancel_job(letter, by=cast.central, now=NOW)
    letter.refresh_from_db()
    assert letter.sealed == "" and not letter.is_revivable


@pytest.mark.parametrize("place", ["https://elsewhere.example/", "/admin/", "//elsewhere.example"])
def test_one_comes_back_to_the_list_only(cast: Cast, place: str) -> None:
    job = notice(cast, state=JobState.FAILED)
    assert press(cast.central, "try_one_again", job, **{"from": place}).redirect_chain == [(PAGE, 302)]


def test_the_page_asks_no_more_for_more_rows(cast: Cast, django_assert_max_num_queries: Any) -> None:
    def queries() -> int:
        client = Client()
        client.force_login(cast.central)
        client.get(PAGE)
        with django_assert_max_num_queries(60) as asked:
            client.get(PAGE)
        return len(asked)

    notice(cast, 1, state=JobState.FAILED)
    one = queries()
    for number in (2, 3):
        notice(cast, number, state=JobState.FAILED)
    assert queries() == one
