"""What a person reads was given to the translators, on every page and in every letter."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.notices.models import Notice
from cms.notices.writing import letter
from cms.people.demo import demo_user
from tests import pseudo
from tests.pages import PAGES
from tests.scene import set_scene

# Wagtail's, around our pages in its admin.
WAGTAILS_OWN = {"Wagtail", "Actions", "None"}
# How data is joined: “1. Title” of a step, “6 points” in an answer, “A; B” of several, “Title - Wagtail” in the admin.
JOINT = re.compile(r"^\d+\.? | - Wagtail$|; ")


def test_plain_text_is_found_between_brackets_markup_and_data() -> None:
    html = (
        '<p aria-label="⟦Steps⟧">⟦Go on, <b>Amina</b>, to ⟦2 May⟧.⟧ Amina <i>Plain</i>, 12</p>'
        '<img alt="A picture"><script>let word</script>'
    )
    assert pseudo.plain_texts(html, {"Amina"}) == ["Plain", "A picture"]


def test_no_page_and_no_letter_says_anything_that_is_not_translated(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("demo")
    scene = set_scene(timezone.now())
    data = pseudo.known_data()
    caches["default"].clear()
    pseudo.speak(monkeypatch)

    plain = {}

    def look(name: str, html: str) -> None:
        assert pseudo.OPEN in html, name
        texts = pseudo.plain_texts(html, data | WAGTAILS_OWN)
        parts = {part.strip(pseudo.EDGES) for text in texts for part in JOINT.split(text)}
        if found := {part for part in parts - data if part and not part.startswith("http")}:
            plain[name] = found

    for shown in PAGES:
        client.logout()
        if shown.who:
            client.force_login(demo_user(shown.who), backend="django.contrib.auth.backends.ModelBackend")
        look(shown.name, client.get(shown.path(scene, "en")).text)
    for notice in Notice.objects.select_related("recipient"):
        look(notice.kind, letter(notice, to=notice.recipient).html)
    caches["default"].clear()
    assert plain == {}
