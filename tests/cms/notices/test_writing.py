from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve
from django.utils import translation
from justhtml import JustHTML

from cms.notices.kinds import kinds, stamp
from cms.notices.models import Notice
from cms.notices.writing import Letter, isolated, letter
from cms.people.models import User

DUE = datetime(2027, 3, 28, 22, tzinfo=UTC)
FACTS = {
    "enrolment": 7,
    "number": "ABCD-EFGH-JKLM",
    "network": "WACAP",
    "cohort": "March 2027",
    "course": "A request that gets an answer",
    "module": "Before you write",
    "help_request": 3,
    "who": "Bintou",
    "address": "bintou@example.org",
    "question": "Which form do I use?",
    "lesson": "The six points",
    "reported": "It is article 18, not 19.",
    "answer": "You are right, thank you.",
    "opens_at": stamp(datetime(2027, 3, 1, 9, tzinfo=UTC)),
    "due_at": stamp(DUE),
    "roles": ["author", "member"],
    "voucher": "Awa Sow",
    "sender": "Awa Sow",
    "email": "awa@example.org",
    "text": "Could we talk about article 18?",
    "starts": "2027-03-01",
    "ends": "2027-06-30",
    "before": "2027-05-31",
    "cohort_before": "October 2026",
    "zone": "Africa/Dakar",
    "since": stamp(datetime(2027, 3, 1, 9, tzinfo=UTC)),
    "mistake": 3,
    "network_id": 3,
    "by": "Awa Sow",
    "what": "A seat in “March 2027”",
    "attempt": 3,
    "quiz": "What you have learnt",
    "score": "0.8000",
    "passed": True,
    "counted": True,
    "reason": "The line was down.",
    "text_language": "fr",
    "answer_by": stamp(DUE),
    "reason_language": "fr",
    "session": "The first call",
    "session_id": 8,
    "release": 9,
    "at": stamp(DUE),
    "until": stamp(DUE),
    "place": "Room 3",
    "changed": ["place", "link", "minutes"],
    "online": True,
    "moved_at": stamp(DUE),
    "sequence": 0,
    "turns": 0,
    "title": "A call on Thursday",
    "announcement": 5,
    "cohort_id": 4,
    "active": 20,
    "behind": 3,
    "silent": 1,
    "done": 2,
    "waiting": 7,
    "page": 3,
    "day": "2027-05-31",
    "questionnaire": 6,
    "anonymous": True,
    "expires_on": "2027-05-31",
    "news": "Article 18 (7) is new.",
    "news_language": "fr",
    "state": "failed",
    "handled": 2,
    "total": 3,
    "path": "/admin/",
    "use": 6,
    "authority": 4,
    "authority_name": "Court of Appeal of Conakry",
    "people": ["Mariama Bah", "Musa Diallo"],
    "nominee": "Mariama Bah",
    "selected": False,
    "moves": [
        {
            "moved": "opens",
            "title": "Before you write",
            "before": stamp(DUE),
            "after": stamp(DUE),
            "id": 9,
            "sequence": 1,
        },
        {
            "moved": "due",
            "title": "Before you write",
            "before": stamp(DUE),
            "after": stamp(DUE),
            "id": 9,
            "sequence": 1,
        },
        {"moved": "ends", "title": "", "before": stamp(DUE), "after": stamp(DUE)},
        {
            "moved": "session",
            "title": "The first call",
            "before": stamp(DUE),
            "after": stamp(DUE),
            "until": stamp(DUE),
            "place": "",
            "id": 8,
            "sequence": 1,
        },
    ],
    "owner": "EJN",
    "allowed": True,
}


def written(
    kind: str, *, language: str = "en", zone: str = "UTC", name: str = "Amina", **facts: object
) -> Letter:
    to = User(pk=7, email="amina@example.org", display_name=name, language=language, time_zone=zone)
    return letter(Notice(recipient=to, kind=kind, language=language, facts=FACTS | facts), to=to)


class Seen(HTMLParser):
    """The text, the direction and what a reader's program would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.directions, self.fetched = "", [], []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in {"html", "div"}:
            self.directions.append((values.get("lang"), values.get("dir")))
        if tag in {"link", "script", "img", "iframe"} or "url(" in (values.get("style") or ""):
            self.fetched.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


LONG = "x" * 200
ARABIC = "أمينة <b>&amp; {{ who }} %(who)s"
TEXTS = {name for name, fact in FACTS.items() if isinstance(fact, str)} - {
    *(
        "number",
        "opens_at",
        "due_at",
        "answer_by",
        "expires_on",
        "at",
        "until",
        "moved_at",
        "since",
        "starts",
        "ends",
        "before",
        "zone",
        "score",
        "state",
    ),
    *("text_language", "news_language", "reason_language", "path", "day", "address", "email"),
}
AWKWARD = {
    "usual": {},
    "empty": {"name": ""} | dict.fromkeys({"who", "address", "reason", "answer"}, ""),
    "long": {"name": LONG} | dict.fromkeys(TEXTS, LONG),
    "arabic and markup": {"name": ARABIC} | dict.fromkeys(TEXTS, ARABIC),
}


@pytest.mark.parametrize("data", AWKWARD)
@pytest.mark.parametrize("kind", sorted(kinds()))
@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_text_and_html_say_the_same_and_fetch_nothing(kind: str, language: str, data: str) -> None:
    mail = written(kind, language=language, **AWKWARD[data])
    seen = Seen(mail.html)

    said = mail.text.split("\n--\n")[0].replace(":\nhttp", "\nhttp")
    assert [line for line in said.splitlines() if line and line not in seen.text] == []
    assert seen.fetched == []
    assert JustHTML(mail.html, collect_errors=True).errors == []
    assert mail.subject and "\n" not in mail.subject
    everything = (mail.text + mail.subject + unescape(mail.html)).replace(ARABIC, "")
    assert not re.search(r"\{\{|\{%|%\(|None", everything)


def source_of(kind: str) -> set[str]:
    """What its templates say in English, all but very short texts, which may be the same in another language."""
    with translation.override("en"):
        english = written(kind)
    return {
        line for line in english.text.split("\n--\n")[0].splitlines() if len(line) > 20 and "://" not in line
    }


@pytest.mark.parametrize("kind", sorted(kinds()))
@pytest.mark.parametrize("language", ["fr", "es", "pt", "ar"])
def test_nothing_stays_in_the_language_of_the_source(kind: str, language: str) -> None:
    said = set(written(kind, language=language).text.splitlines())
    assert [line for line in source_of(kind) & said if line not in FACTS.values()] == []


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_link_leads_to_an_address_that_the_site_has(kind: str) -> None:
    mail = written(kind)
    links = set(re.findall(r'href="([^"]+)"', mail.html)) | set(re.findall(r"https?://\S+", mail.text))
    own = {urlsplit(unescape(link)) for link in links}
    assert {(link.scheme, link.netloc) for link in own} == {tuple(urlsplit(settings.SITE_URL)[:2])}
    assert [link.path for link in own if not resolve(link.path)] == []


def test_an_arabic_letter_runs_from_right_to_left() -> None:
    assert Seen(written("due_tomorrow", language="ar").html).directions == [("ar", "rtl"), ("ar", "rtl")]
    assert Seen(written("due_tomorrow").html).directions == [("en", "ltr"), ("en", "ltr")]


@pytest.mark.parametrize(("language", "greeting"), [("fr", "Bonjour"), ("es", "Hola"), ("pt", "Olá")])
def test_a_letter_is_in_the_readers_language(language: str, greeting: str) -> None:
    letter = written("due_tomorrow", language=language)
    assert Seen(letter.html).directions == [(language, "ltr"), (language, "ltr")]
    assert letter.text.startswith(greeting)


def test_who_reads_a_language_that_the_interface_lacks_gets_one_that_it_has() -> None:
    assert Seen(written("due_tomorrow", language="de").html).directions[0] == ("en", "ltr")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Paris", "Sunday, 28 March 2027, 23:59, Paris time (GMT+2)"),
        ("Africa/Dakar", "Sunday, 28 March 2027, 21:59, Dakar time (GMT)"),
        ("Asia/Kathmandu", "Monday, 29 March 2027, 03:44, Kathmandu time (GMT+5:45)"),
        ("America/Sao_Paulo", "Sunday, 28 March 2027, 18:59, Sao Paulo time (GMT−3)"),
    ],
)
def test_a_due_time_is_said_on_the_readers_clock_with_zone_and_offset(zone: str, said: str) -> None:
    mail = written("due_tomorrow", zone=zone)

    assert said in mail.text
    assert said in mail.html


def test_the_offset_is_that_of_the_day_that_is_spoken_of() -> None:
    before = written("due_tomorrow", zone="Europe/Paris", due_at="2027-03-27T23:00:00+00:00")
    after = written("due_tomorrow", zone="Europe/Paris", due_at="2027-03-28T22:00:00+00:00")

    assert "27 March 2027, 23:59, Paris time (GMT+1)" in before.text
    assert "28 March 2027, 23:59, Paris time (GMT+2)" in after.text


def test_no_due_time_is_said_as_none() -> None:
    mail = written("module_released", due_at=None)

    assert "no due date" in mail.text
    assert "required steps" not in mail.text


def test_what_people_typed_is_text_and_stays_on_its_line() -> None:
    mail = written("due_tomorrow", module="<b>Law</b> & order\nBcc: all@example.org", name="<i>Amina</i>")

    assert mail.subject == "Due soon: <b>Law</b> & order Bcc: all@example.org"
    assert "“<b>Law</b> & order Bcc: all@example.org”" in mail.text
    assert "&lt;b&gt;Law&lt;/b&gt; &amp; order" in mail.html
    assert "<i>" not in mail.html


def test_a_person_without_a_name_is_greeted_all_the_same() -> None:
    assert written("due_tomorrow", name="").text.startswith("Hello,\n")


@pytest.mark.parametrize(
    ("value", "within", "fenced"),
    [
        ("Before you write", "ltr", False),
        ("Before you write", "rtl", True),
        ("قبل أن تكتب", "rtl", False),
        ("قبل أن تكتب", "ltr", True),
        ("2027", "rtl", False),
        ("", "rtl", False),
    ],
)
def test_what_runs_the_other_way_is_fenced_off(value: str, within: str, fenced: bool) -> None:
    assert isolated(value, within=within) == (f"\u2068{value}\u2069" if fenced else value)
