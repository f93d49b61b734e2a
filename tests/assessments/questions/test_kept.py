"""Bodies as earlier releases wrote them: answers rest on them, so they are read, shown and marked as ever."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from assessments.questions.kinds import body_from_json, kinds
from tests.assessments.questions.forms import answered, asking, sends

KEPT = Path(__file__).parent / "kept"
FILES = sorted(path.stem for path in KEPT.glob("*.json"))


def kept(name: str) -> Any:
    return json.loads((KEPT / f"{name}.json").read_text())


def test_every_version_of_every_kind_is_kept() -> None:
    """A new version comes with a file of its own; the old ones stay as they are."""
    versions = {
        f"{kind.name}-{number}" for kind in kinds().values() for number in range(1, kind.body.version + 1)
    }
    assert set(FILES) == versions
    assert {name: (kept(name)["body"]["kind"], kept(name)["body"]["version"]) for name in FILES} == {
        name: (name.rpartition("-")[0], int(name.rpartition("-")[2])) for name in FILES
    }


@pytest.mark.parametrize("name", FILES)
def test_it_is_shown_in_all_its_languages(name: str) -> None:
    body = body_from_json(kept(name)["body"])
    assert body.languages
    for language in body.languages:
        text = kept(name)["body"]["texts"][language]
        for one in kept(name)["answers"]:
            html = asking(body, *body.as_sent(one["answer"]), language=language)
            assert text["text"] in html
            assert body.clean(sends(html)) == one["answer"]
            assert f'lang="{language}"' in answered(body, one["answer"], language=language)


@pytest.mark.parametrize("name", FILES)
def test_it_is_marked_as_ever(name: str) -> None:
    body = body_from_json(kept(name)["body"])
    marked = {one["score"]: str(body.score(one["answer"])) for one in kept(name)["answers"]}
    assert marked == {score: score for score in marked}
    assert {str(Fraction(0)), str(Fraction(1))} <= set(marked)
    assert [body.said([body.source_language], one["answer"]) for one in kept(name)["answers"]] == [
        one["said"] for one in kept(name)["answers"]
    ]
