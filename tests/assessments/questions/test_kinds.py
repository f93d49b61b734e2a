"""What every kind owes, over every folder under kinds/."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questions import kinds as kinds_package
from assessments.questions.bodies import BadAnswer
from assessments.questions.kinds import UnknownKind, body_from_json, kind_named, kinds
from tests.assessments.questions.forms import answered, asking, can_send, sends
from tests.assessments.questions.parts import EXAMPLES, read

EVERY_KIND = sorted(kinds())
BODIES = {name: read(*EXAMPLES[name]) for name in EXAMPLES}


def test_the_folders_are_the_kinds() -> None:
    folders = {path.parent.name for path in Path(kinds_package.__file__).parent.glob("*/__init__.py")}
    assert set(EVERY_KIND) == folders == set(EXAMPLES)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UnknownKind, match="essay"):
        kind_named("essay")


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_body_survives_json(name: str) -> None:
    body = read(*EXAMPLES[name])
    data = json.loads(json.dumps(body.to_json()))
    assert data["version"] == body.version and data["kind"] == name
    assert body_from_json(data) == body
    assert body_from_json(data).to_json() == data


@pytest.mark.parametrize("name", EVERY_KIND)
def test_what_a_database_does_to_json_changes_nothing(name: str) -> None:
    body = BODIES[name]
    sorted_by_name = json.loads(json.dumps(body.to_json(), sort_keys=True))
    again = body_from_json(sorted_by_name)
    for language in ("en", "ar"):
        assert asking(again, language=language) == asking(body, language=language)
        key = body.clean(body.key())
        assert answered(again, key, language=language) == answered(body, key, language=language)


@pytest.mark.parametrize("name", EVERY_KIND)
def test_no_answer_is_none_and_scores_nothing(name: str) -> None:
    body = BODIES[name]
    assert body.clean([]) is None and body.clean([""]) is None and body.clean([" ", ""]) is None
    assert body.score(None) == 0 and body.as_sent(None) == [] and body.said(["en"], None) == ""
    assert "no answer" in answered(body, None) or "Right answer" in answered(body, None)


@pytest.mark.parametrize("name", EVERY_KIND)
def test_the_key_scores_all_and_is_said_in_words(name: str) -> None:
    body = BODIES[name]
    key = json.loads(json.dumps(body.clean(body.key())))
    assert body.score(key) == 1 and body.open_parts(key) == 0
    assert "badge good" in answered(body, key) or "Right answer" in answered(body, key)
    assert all(body.said([language], key) for language in body.languages)


@pytest.mark.parametrize("name", EVERY_KIND)
def test_the_form_shows_what_was_sent_and_would_send_it_again(name: str) -> None:
    body = BODIES[name]
    for language in body.languages:
        html = asking(body, *body.key(), language=language)
        assert sorted(sends(html)) == sorted(body.key())
        assert sorted(body.as_sent(body.clean(sends(html)))) == sorted(body.key())
        assert sends(asking(body, language=language)) == []


@pytest.mark.parametrize("name", EVERY_KIND)
def test_the_order_follows_the_seed(name: str) -> None:
    body = read(*EXAMPLES[name])
    assert body.order("seed") == body.order("seed")
    assert sorted(body.order("seed")) == sorted(body.order("another"))


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_text_is_in_the_wanted_language_or_in_the_source(name: str) -> None:
    body = read(*EXAMPLES[name])
    assert body.languages == ("en", "ar")
    for wanted, shown in ((["ar"], "ar"), (["fr", "ar"], "ar"), (["fr"], "en")):
        assert body.asked(wanted, order=body.order("s"), sent=[]).language == shown
        assert body.answered(wanted, order=body.order("s"), answer=None).language == shown


@pytest.mark.parametrize("name", EVERY_KIND)
def test_the_templates_show_the_question_in_its_language(name: str) -> None:
    html = asking(BODIES[name], language="ar")
    assert EXAMPLES[name][1]["text"] in html and 'name="answer"' in html and 'lang="ar" dir="rtl"' in html
    assert EXAMPLES[name][0]["text"] not in html
    assert 'lang="ar"' in answered(BODIES[name], BODIES[name].clean(BODIES[name].key()), language="ar")


@pytest.mark.parametrize("name", EVERY_KIND)
def test_asking_gives_no_answer_away(name: str) -> None:
    body = BODIES[name]
    html = asking(body)
    secrets = list(_secrets(EXAMPLES[name][0]))
    assert [secret for secret in secrets if len(secret) > 4 and secret in html] == []
    assert len(secrets) > 0 and "correct" not in html and "checked" not in html and "selected" not in html


def _secrets(value: Any, under: str = "") -> Iterator[str]:
    """Whatever is written for after grading."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _secrets(inner, under if under in ("explanations", "accepted", "near") else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(inner, under)
    elif under in ("explanation", "explanations", "accepted", "near", "cites"):
        yield str(value)


@pytest.mark.parametrize("name", EVERY_KIND)
@given(data=st.data())
def test_whatever_is_sent_is_an_answer_or_a_sentence(name: str, data: st.DataObject) -> None:
    body = BODIES[name]
    likely = [*body.key(), *can_send(asking(body)), "true", "a:1", "1:1", "99:1", ":", "6"]
    sent = data.draw(st.lists(st.sampled_from(likely) | st.text(max_size=300), max_size=8))
    assert isinstance(asking(body, *sent), str)
    try:
        answer = body.clean(sent)
    except BadAnswer:
        return
    kept = json.loads(json.dumps(answer))
    assert kept == answer and "\\u0000" not in json.dumps(answer)
    assert 0 <= body.score(kept) <= 1 and body.open_parts(kept) >= 0
    assert body.clean(body.as_sent(kept)) == kept
    assert bool(body.said(["ar"], kept)) == (kept is not None)
    assert isinstance(answered(body, kept), str)
