"""The reader of the pseudo-locale reads as a person does, and every letter passes it; pages pass it in the browser's tests."""

from __future__ import annotations

import pytest

from cms.notices.kinds import kinds
from tests import pseudo
from tests.cms.notices.test_writing import FACTS, written

NAMES = {"Amina", "author", "member"}
SAID = [fact for fact in FACTS.values() if isinstance(fact, str)]
DATA = NAMES | {fact.strip(pseudo.EDGES) for fact in SAID} | {f"“{fact}”" for fact in SAID}


def test_plain_text_is_found_between_brackets_markup_and_data() -> None:
    html = (
        '<p aria-label="⟦Steps⟧">⟦Go on, <b>Amina</b>, to ⟦2 May⟧.⟧ Amina <i>Plain</i>, 12</p>'
        '<img alt="A picture"><script>let word</script>'
    )
    assert pseudo.plain_texts(html, {"Amina"}) == ["Plain", "A picture"]


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_no_letter_says_anything_that_is_not_translated(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name, said in pseudo.speakers():
        monkeypatch.setattr(owner, name, said)
    token = pseudo.in_brackets.set(True)
    mail = written(kind)
    pseudo.in_brackets.reset(token)

    assert pseudo.OPEN in mail.html
    assert [
        text
        for text in pseudo.plain_texts(f"<p>{mail.subject}</p>{mail.html}", DATA)
        if not text.startswith("http")
    ] == []
