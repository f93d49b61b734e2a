"""What every kind owes, over every folder under kinds/."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string

from assessments.questions import kinds as kinds_package
from assessments.questions.kinds import UnknownKind, body_from_json, kind_named, kinds
from tests.assessments.questions.parts import EXAMPLES, read

EVERY_KIND = sorted(kinds())


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
    assert data["version"] == 1 and data["kind"] == name
    assert body_from_json(data) == body
    assert body_from_json(data).to_json() == data


@pytest.mark.parametrize("name", EVERY_KIND)
def test_no_answer_is_none_and_scores_nothing(name: str) -> None:
    body = read(*EXAMPLES[name])
    assert body.clean([]) is None and body.clean([""]) is None
    assert body.score(None) == 0


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
        assert body.asked(wanted, order=body.order("s"), answer=None).language == shown
        assert body.answered(wanted, order=body.order("s"), answer=None).language == shown


@pytest.mark.parametrize("name", EVERY_KIND)
def test_the_templates_show_the_question_and_its_source(name: str) -> None:
    body, kind = read(*EXAMPLES[name]), kind_named(name)
    order = body.order("seed")
    asked = render_to_string(
        kind.asking_template, {"asked": body.asked(["ar"], order=order, answer=None), "dir": "rtl"}
    )
    assert EXAMPLES[name][1]["text"] in asked and 'name="answer"' in asked and 'lang="ar"' in asked
    assert get_template(kind.answered_template)


@pytest.mark.parametrize("name", EVERY_KIND)
def test_asking_gives_no_answer_away(name: str) -> None:
    body, kind = read(*EXAMPLES[name]), kind_named(name)
    asked = render_to_string(
        kind.asking_template, {"asked": body.asked(["en"], order=body.order("s"), answer=None)}
    )
    source = EXAMPLES[name][0]
    secrets = [source.get("explanation")] + [choice["explanation"] for choice in source.get("choices", [])]
    assert not [secret for secret in secrets if secret and len(secret) > 4 and secret in asked]
    assert "correct" not in asked and "checked" not in asked
