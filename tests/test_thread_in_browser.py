"""The whole thread in a real Chromium: planned, announced, enrolled, read, answered, certified, verified, reported."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.browser_platform import Visitors
from tests.cms.operations.platform import ROOT, Platform, eventually
from tests.pages import sign_in

pytestmark = pytest.mark.browser

DEMO = ROOT / "courses" / "catalogue" / "demo" / "untoc-18"
PASSWORD = "a long walk in Salvador"
COURSE = "30aa5d81-2b06-49f6-9973-e663b96946e8"
COURSES = {"en": "A request that gets an answer", "ar": "طلب يلقى جوابا"}
NAMES = {"en": "Ama Owusu", "ar": "أمل بنت الشيخ"}


def sweep(platform: Platform, at: datetime) -> None:
    outside = ("TEST_DATABASE_URL", "DATABASE_URL", "REDIS_URL", "CACHE_URL", "SITE_URL")
    environment = {name: value for name, value in os.environ.items() if name not in outside}
    environment |= {"DATA": str(platform.data), "DJANGO_SETTINGS_MODULE": "cms.settings.local"}
    command = [sys.executable, "manage.py", "sweep", "--at", at.isoformat()]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_a_planned_cohort_to_a_verified_certificate_and_a_report(
    language: str, visitors: Visitors, running: Platform
) -> None:
    organiser = visitors.page("organiser", language)
    cohort = plan(organiser, f"Thread {language}")
    announce(organiser, cohort)
    sweep(running, datetime.now(UTC))

    person = visitors.context(locale=language).new_page()
    address = f"thread-{language}@example.org"
    sign_up(person, language, cohort, address)
    enrol(person, cohort)
    name_for_certificates(person, NAMES[language])
    read_all(person, language)
    person = take_quiz(visitors, person, language)
    sweep(running, datetime.now(UTC))
    number = certificate_of(person)

    verify(visitors.context(locale=language).new_page(), number, NAMES[language])
    report(organiser, cohort, address, number)
    assert visitors.complaints() == []


def plan(page: Page, name: str) -> int:
    today = datetime.now(UTC).date()
    page.goto("/admin/cohorts/new/")
    page.select_option("#id_course", value=COURSE)
    page.locator("main form button.button").click()
    page.select_option("#id_network", label=page.locator("#id_network option").nth(1).inner_text())
    page.fill("#id_name", name)
    page.select_option("#id_time_zone", "UTC")
    dates = {"enrolment_opens_on": -1, "enrolment_closes_on": 7, "starts": 0, "ends": 30}
    for field, days in dates.items():
        page.fill(f"#id_{field}", (today + timedelta(days=days)).isoformat())
    page.fill("#id_capacity", "5")
    page.fill("#id_release-0-day_offset", "0")
    page.fill("#id_release-0-local_time", "00:00")
    page.fill("#id_release-0-due_offset", "20")
    page.locator("main footer button, main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/admin/cohorts/inspect/\d+/"))
    return int(page.url.split("/")[-2])


def announce(page: Page, cohort: int) -> None:
    page.goto(f"/admin/cohorts/inspect/{cohort}/")
    page.locator(f"form[action='/admin/cohorts/announce/{cohort}/'] button").click()
    expect(page.locator(f"form[action='/admin/cohorts/announce/{cohort}/']")).to_have_count(0)


def sign_up(page: Page, language: str, cohort: int, address: str) -> None:
    """From the first page to the cohort's, and back to it by the link in the mail."""
    page.goto(f"/{language}/")
    page.locator("#courses h3 a", has_text=COURSES[language]).first.click()
    link = page.locator(f"aside a[href='/cohorts/{cohort}/']")
    if not link.is_visible():  # the demo's own come first
        page.locator("details.reveal > summary").first.click()
    link.click()
    page.locator("main a[href^='/accounts/signup/']").click()
    page.fill("#id_email", address)
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    page.check("#id_consent")
    page.locator("main form button").click()
    page.wait_for_url("**/accounts/confirm-email/")
    eventually(partial(_letter_to, page, address)).click()
    page.locator("main a[href*='/accounts/confirm-email/']").click()
    page.locator("main form button").click()
    page.wait_for_url(f"**/cohorts/{cohort}/")


def _letter_to(page: Page, address: str) -> Locator | None:
    """The worker delivers it."""
    page.goto("/outbox/")
    link = page.locator("tr", has_text=address).locator("a").first
    return link if link.count() else None


def enrol(page: Page, cohort: int) -> None:
    page.locator("main .next form button").click()
    page.wait_for_url(re.compile(r"/learn/\d+/$"))
    expect(page.locator(".module__steps li")).to_have_count(5)


def name_for_certificates(page: Page, name: str) -> None:
    outline = page.url
    page.goto("/account/")
    page.fill("#id_certificate_name", name)
    page.locator("main form", has=page.locator("#id_certificate_name")).locator("button").click()
    expect(page.locator(".messages")).to_be_visible()
    page.goto(outline)


def read_all(page: Page, language: str) -> None:
    """Four lessons: with a place kept, with previous and next, and in the other language in between."""
    page.locator(".next a.button").click()
    keep_place(page)
    titles = {code: titles_of_lessons(code) for code in ("en", "ar")}
    done(page)
    expect(page.locator("article h1")).to_have_text(titles[language][1])
    other = "en" if language == "ar" else "ar"
    switch(page, other)
    expect(page.locator("article h1")).to_have_text(titles[other][1])
    expect(page.locator(".outline a.finished")).to_have_count(1)
    switch(page, language)
    page.locator(".turn__next").click()
    expect(page.locator("article h1")).to_have_text(titles[language][2])
    page.locator(".turn a").first.click()
    expect(page.locator("article h1")).to_have_text(titles[language][1])
    for number in (2, 3):
        done(page)
        expect(page.locator("article h1")).to_have_text(titles[language][number])
    done(page)
    page.wait_for_url(re.compile(r"/learn/\d+/[0-9a-f-]{36}/$"))


def keep_place(page: Page) -> None:
    outline, step = page.locator(".outline__course").get_attribute("href"), page.url
    page.evaluate("document.querySelectorAll('[data-block]')[5].scrollIntoView()")
    expect(page.locator("[data-block]").nth(5)).to_be_in_viewport()
    page.goto(outline)

    def kept() -> bool:
        """What tells the place is sent while the page goes, and may arrive after the next one."""
        page.goto(step)
        return page.locator("p.place a").is_visible()

    assert eventually(kept, patience=10)


def done(page: Page) -> None:
    here = page.url
    page.locator("form[action$='/done/'] button").click()
    page.wait_for_url(lambda address: address != here)


def switch(page: Page, language: str) -> None:
    page.locator(".masthead details summary").first.click()
    page.locator(f".masthead button[name=language][value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def take_quiz(visitors: Visitors, page: Page, language: str) -> Page:
    page.locator("form[action^='/quiz/start/'] button").click()
    page.wait_for_url(re.compile(r"/quiz/\d+/$"))
    quiz, right = page.url, right_answers(language)
    questions = page.locator("form.question")
    assert questions.count() == len(right) == 8
    for place in range(4):
        answer(questions.nth(place), right)
    expect(page.locator(".numbers .answered")).to_have_count(4)
    expect(page.locator("[data-saved]")).to_have_class(re.compile("good"))

    # The browser is closed; the next day's begins at Learn.
    kept = page.context.storage_state()
    page.context.close()
    page = visitors.context(locale=language, storage_state=kept).new_page()
    page.goto("/learn/")
    page.locator(".next a.button").click()
    page.locator(f"main a[href='{quiz.removeprefix(visitors.base)}']").click()
    expect(page.locator(".numbers .answered")).to_have_count(4)
    questions = page.locator("form.question")
    for place in range(4, 8):
        answer(questions.nth(place), right)
    expect(page.locator(".numbers .answered")).to_have_count(8)
    page.locator("main a[href$='/review/']").click()
    page.locator("form[data-hand-in] button").click()
    page.wait_for_url("**/result/")
    expect(page.locator(".score")).to_contain_text("100")
    expect(page.locator(".feedback.good")).to_have_count(8)
    assert explanations(language) <= set(page.locator(".feedback .quiet").all_inner_texts())
    return page


def certificate_of(page: Page) -> str:
    """The number, once the worker has drawn the PDF."""

    def drawn() -> Locator | None:
        page.goto("/learn/")
        link = page.locator("a[href$='/certificate.pdf']")
        return link if link.count() else None

    address = eventually(drawn).get_attribute("href")
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-") and len(answer.body()) > 5000
    return address.split("/")[2]


def verify(page: Page, number: str, name: str) -> None:
    """A stranger types it carelessly."""
    page.goto("/verify/")
    page.fill("#number", number.lower().replace("-", " "))
    page.locator("main form button").click()
    expect(page.locator(".verdict")).to_have_class(re.compile("good"))
    expect(page.locator(".paper__name")).to_have_text(name)
    assert page.url.endswith(f"/verify/{number}/")
    assert page.locator("a[href$='.pdf']").count() == 0


def report(page: Page, cohort: int, address: str, number: str) -> None:
    page.goto("/admin/reports/completion/")
    page.locator(f"a[href$='/completion/{cohort}/']").first.click()
    page.wait_for_url(f"**/completion/{cohort}/")
    row = page.locator("main tr", has_text=address)
    shown = [cell.strip() for cell in row.locator("th, td:not(.way)").all_inner_texts()]
    with page.expect_download() as waited:
        page.locator(f"a[href$='/completion/{cohort}/csv/'], a[href$='.csv']").first.click()
    content = Path(waited.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1] == shown
    assert address in rows[1] and number in rows[1]


def answer(question: Locator, right: dict[str, Any]) -> None:
    given = right[_flat(question.locator(".question__asked").inner_text())]
    if isinstance(given, list):
        for choice in given:
            question.locator(f"input[value={choice}]").check()
    else:
        question.locator("input[name=answer]").fill(str(given))
        question.locator("input[name=answer]").blur()


def right_answers(language: str) -> dict[str, Any]:
    """What each question asks → ids of the right choices, or the number."""
    source, asked = _quiz("en")["questions"], _quiz(language)["questions"]
    given = [
        question.get("answer", [choice["id"] for choice in question.get("choices", ()) if choice["correct"]])
        for question in source
    ]
    return {_flat(question["text"]): right for question, right in zip(asked, given, strict=True)}


def explanations(language: str) -> set[str]:
    questions = _quiz(language)["questions"]
    parts = [part for question in questions for part in [question, *question.get("choices", ())]]
    return {_flat(part["explanation"]) for part in parts if "explanation" in part}


def titles_of_lessons(language: str) -> list[str]:
    fronts = [path.read_text().split("---")[1] for path in sorted((DEMO / language).glob("*.md"))]
    return [yaml.safe_load(front)["title"] for front in fronts]


def _quiz(language: str) -> dict[str, Any]:
    return yaml.safe_load((DEMO / language / "quiz.yaml").read_text())


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_with_scripts_switched_off(visitors: Visitors) -> None:
    """Lessons read, every answer saved by its own button, handed in, the result."""
    visitors.page("latecomer", "en")  # The account keeps the language of whatever ran before.
    page = visitors.context(java_script_enabled=False).new_page()
    sign_in(page, "latecomer")
    page.goto(f"/learn/{visitors.scene.plain}/")
    page.locator(".next a.button").click()
    for _lesson in range(4):
        page.locator("form[action$='/done/'] button").click()
    page.locator("form[action^='/quiz/start/'] button").click()
    right = right_answers("en")
    for place in range(1, 9):
        question = page.locator(f"#q{place}")
        answer(question, right)
        question.locator("button").click()
        expect(page.locator(".messages")).to_be_visible()
    page.locator("main a[href$='/review/']").click()
    page.locator("form[data-hand-in] button").click()
    expect(page.locator(".score")).to_contain_text("100")
    page.context.close()
    assert visitors.complaints() == []


def test_a_lesson_on_the_wire(visitors: Visitors) -> None:
    """Cold: 100 kB and ten requests at most; again: 8.5 kB, headers and all."""
    kept = visitors.page("trainee", "en").context.storage_state()
    outline = visitors.page("trainee", "en")
    outline.goto(f"/learn/{visitors.scene.reading}/")
    lessons = [link.get_attribute("href") for link in outline.locator(".module__steps a").all()][:4]
    for lesson in lessons:
        page = visitors.context(storage_state=kept).new_page()
        measure = _wire(page)
        cold = measure(lesson)
        again = measure(lesson)
        page.context.close()
        assert cold["requests"] <= 10, (lesson, cold)
        assert cold["bytes"] <= 100_000, (lesson, cold)
        assert again["bytes"] <= 8_500, (lesson, again)


def _wire(page: Page) -> Callable[[str], dict[str, int]]:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    seen = {"requests": 0, "bytes": 0}

    def begun(event: dict[str, Any]) -> None:
        seen["requests"] += not event["request"]["url"].startswith("data:")

    def ended(event: dict[str, Any]) -> None:
        seen["bytes"] += event["encodedDataLength"]

    session.on("Network.requestWillBeSent", begun)
    session.on("Network.loadingFinished", ended)

    def measure(address: str) -> dict[str, int]:
        seen.update(requests=0, bytes=0)
        page.goto(address, wait_until="networkidle")
        return dict(seen)

    return measure
