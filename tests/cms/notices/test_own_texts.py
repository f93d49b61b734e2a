"""A network's own texts of notices: checked when kept, told from then on, and the site's again by one click."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.core.errors import NotAllowed, Refusal
from cms.notices.actions import keep_text, switch_text
from cms.notices.kinds import editable_kinds, kind_of, kinds
from cms.notices.models import Notice, NoticeText
from cms.notices.own_texts import Wording, check_words, default_wording
from cms.notices.writing import digest_letter, letter
from cms.people.models import User
from tests.cast import NOW, Cast
from tests.cms.notices.test_writing import FACTS

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "fr", "es", "pt", "ar"]
OURS = Wording(
    "A seat for you: {course}", "Dear colleague, {network} <b>welcomes</b> you.\n\nSee you in {cohort}."
)


def address(cast: Cast, name: str = "one", kind: str = "seat_taken", language: str = "en") -> str:
    return reverse(f"notice_text:{name}", args=[cast.wacap.pk, kind, language])


def kept(cast: Cast, kind: str = "seat_taken", language: str = "en", wording: Wording = OURS) -> NoticeText:
    return keep_text(
        cast.wacap, kind=kind_of(kind), language=language, wording=wording, seen=0, by=cast.organiser, now=NOW
    )


def told(cast: Cast, kind: str = "seat_taken", language: str = "en", network: Any = "wacap") -> Notice:
    return Notice.objects.create(
        recipient=cast.trainee,
        kind=kind,
        subject=f"{kind}:{Notice.objects.count()}",
        language=language,
        facts=FACTS,
        network=getattr(cast, network) if network else None,
        due_at=NOW,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(editable_kinds()))
def test_the_sites_text_kept_as_ones_own_changes_nothing(cast: Cast, kind: str, language: str) -> None:
    for facts in ({}, {"passed": False, "counted": False, "due_at": None}):
        notice = told(cast, kind, language)
        notice.facts = FACTS | facts
        before = letter(notice, to=cast.trainee)
        wording = default_wording(kind_of(kind), language)
        NoticeText.objects.all().delete()
        kept(cast, kind, language, wording)
        assert letter(notice, to=cast.trainee) == before


def test_every_kind_has_a_name_and_what_it_must_say_it_can(cast: Cast) -> None:
    assert [key for key, kind in kinds().items() if not (kind.called or kind.optional)] == []
    assert [key for key, kind in kinds().items() if not kind.needed <= kind.says.keys()] == []


@pytest.mark.parametrize(
    ("subject", "body", "field", "said"),
    [
        ("{course}", "Until {last}, {curse}", "body", "There is no such word here: {curse}."),
        ("{Course}", "{course}", "subject", "There is no such word here: {Course}."),
        ("{course}", "Until {last", "body", "A brace stands alone."),
        ("{}", "{course}", "subject", "A brace stands alone."),
        ("Welcome", "You have a seat.", "body", "Readers need to know this too: {course}."),
    ],
)
def test_words_are_checked_before_a_text_is_kept(
    cast: Cast, subject: str, body: str, field: str, said: str
) -> None:
    problems = check_words(kind_of("seat_taken"), subject=subject, body=body)
    assert list(problems) == [field]
    assert problems[field].message.startswith(said)
    with pytest.raises(ValidationError):
        kept(cast, wording=Wording(subject, body))
    assert not NoticeText.objects.exists()


def test_it_is_told_in_its_language_to_the_networks_own_people(cast: Cast) -> None:
    kept(cast)

    own = letter(told(cast), to=cast.trainee)

    assert own.subject == "A seat for you: A request that gets an answer"
    assert "Dear colleague, WACAP <b>welcomes</b> you.\n\nSee you in March 2027." in own.text
    assert "&lt;b&gt;welcomes&lt;/b&gt;" in own.html
    others = [told(cast, language="fr"), told(cast, network="casc"), told(cast, network=None)]
    others.append(told(cast, "cohort_started"))
    assert [one for one in others if "Dear colleague" in letter(one, to=cast.trainee).text] == []


def test_the_list_and_the_daily_e_mail_say_the_same(cast: Cast, django_assert_num_queries: Any) -> None:
    kept(cast)
    notices = [told(cast), told(cast), told(cast, network="casc")]
    with django_assert_num_queries(1):
        said = digest_letter(notices, to=cast.trainee).text
    assert said.count("Dear colleague") == 2
    client = Client()
    client.force_login(cast.trainee)
    assert client.get(reverse("notices:mine")).text.count("Dear colleague") == 2


def test_back_to_the_sites_text_and_to_ones_own_again(cast: Cast) -> None:
    text, notice = kept(cast), told(cast)
    switch_text(text, on=False, by=cast.organiser, now=NOW)
    assert "Dear colleague" not in letter(notice, to=cast.trainee).text
    switch_text(text, on=True, by=cast.organiser, now=NOW)
    assert "Dear colleague" in letter(notice, to=cast.trainee).text


def test_a_text_of_when_the_kind_had_other_words_is_not_told(cast: Cast) -> None:
    NoticeText.objects.filter(pk=kept(cast).pk).update(body="Room {room}")
    assert "You have a seat in" in letter(told(cast), to=cast.trainee).text


def test_what_somebody_else_has_changed_is_not_written_over(cast: Cast) -> None:
    kept(cast)
    with pytest.raises(Refusal, match="changed in another window"):
        kept(cast, wording=Wording("{course}", "Mine"))
    assert NoticeText.objects.get().subject == OURS.subject


@pytest.mark.parametrize("who", ["author", "secretariat", "casc_organiser", "trainee"])
def test_nobody_else_writes_it(cast: Cast, who: str) -> None:
    person: User = getattr(cast, who)
    with pytest.raises(NotAllowed):
        keep_text(
            cast.wacap, kind=kind_of("seat_taken"), language="en", wording=OURS, seen=0, by=person, now=NOW
        )
    with pytest.raises(NotAllowed):
        switch_text(kept(cast), on=False, by=person, now=NOW)


# Pages


@pytest.fixture
def organiser(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.organiser)
    return client


def form(**changes: object) -> dict[str, object]:
    return {"subject": OURS.subject, "body": OURS.body, "seen": 0} | changes


def test_who_has_one_network_comes_to_its_texts_at_once(cast: Cast, organiser: Client) -> None:
    answer = organiser.get(reverse("notice_text:index"))
    assert answer.url == reverse("notice_text:list", args=[cast.wacap.pk])
    kept(cast)
    said = organiser.get(answer.url).text
    assert said.count("(your own text)") == 1


def test_the_form_begins_with_the_sites_text_and_shows_the_e_mail(cast: Cast, organiser: Client) -> None:
    said = organiser.get(address(cast)).text
    assert "You have a seat: {course}" in said and "{clock}" in said
    assert "[the course]" in said
    told(cast)
    assert "A request that gets an answer" in organiser.get(address(cast)).text


def test_a_preview_keeps_nothing(cast: Cast, organiser: Client) -> None:
    told(cast)
    answer = organiser.post(address(cast), form(preview=1))
    assert "WACAP &lt;b&gt;welcomes&lt;/b&gt; you." in answer.text
    assert not NoticeText.objects.exists()


def test_it_is_kept_and_then_told(cast: Cast, organiser: Client) -> None:
    answer = organiser.post(address(cast), form(body=OURS.body.replace("\n", "\r\n")), follow=True)
    assert "From now on your notices say it so." in answer.text
    text = NoticeText.objects.get()
    assert (text.body, text.version, text.is_used) == (OURS.body, 1, True)


def test_what_was_typed_stays_where_something_is_wrong(cast: Cast, organiser: Client) -> None:
    answer = organiser.post(address(cast), form(body="See {room}"))
    assert answer.status_code == 422
    assert "There is no such word here: {room}." in answer.text and "See {room}" in answer.text
    kept(cast)
    late = organiser.post(address(cast), form(subject="Late {course}"))
    assert late.status_code == 422
    assert "changed in another window" in late.text and "Late {course}" in late.text


def test_by_one_click_the_sites_text_is_told_again(cast: Cast, organiser: Client) -> None:
    kept(cast)
    answer = organiser.post(address(cast, "switch"), follow=True)
    assert "The site’s text is told again." in answer.text and not NoticeText.objects.in_use().exists()
    answer = organiser.post(address(cast, "switch"), {"on": "1"}, follow=True)
    assert "Your own text is told again." in answer.text and NoticeText.objects.in_use().exists()


@pytest.mark.parametrize(
    ("kind", "language"), [("personal_message", "en"), ("nothing", "en"), ("seat_taken", "de")]
)
def test_only_what_a_network_may_word_has_a_page(
    cast: Cast, organiser: Client, kind: str, language: str
) -> None:
    assert organiser.get(address(cast, kind=kind, language=language)).status_code == 404
    assert organiser.post(address(cast, "switch", kind, language)).status_code == 404
