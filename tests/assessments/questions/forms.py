"""What a browser would send from a form as it stands, and would show of it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from assessments.questions.bodies import Answer, Body
from assessments.questions.kinds import kind_named


class _Form(HTMLParser):
    """The values of the controls named “answer”, and what can be chosen in them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []
        self.values: list[str] = []
        self.selects: list[list[tuple[str, bool]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        value = given.get("value") or ""
        if tag == "option":
            self.selects[-1].append((value, "selected" in given))
        elif given.get("name") != "answer":
            return
        elif tag == "select":
            self.selects.append([])
        elif given.get("type") in ("radio", "checkbox"):
            self.values.append(value)
            self.sent += [value] if "checked" in given else []
        else:
            self.sent.append(value)


def asking(
    body: Body, *sent: str, language: str = "en", seed: str = "seed", order: list[str] | None = None
) -> str:
    order = body.order(seed) if order is None else order
    asked = body.asked([language], order=order, sent=sent)
    return _render(kind_named(body.kind).asking_template, language, asked=asked)


def answered(body: Body, answer: Answer, *, language: str = "en", seed: str = "seed") -> str:
    shown = body.answered([language], order=body.order(seed), answer=answer)
    return _render(kind_named(body.kind).answered_template, language, answered=shown)


def _render(template: str, language: str, **context: Any) -> str:
    with override(language):
        return render_to_string(template, {"field_id": "q1-answer", **context})


def sends(html: str) -> list[str]:
    """As quiz.js and the server read it: blanks are nothing."""
    form = _Form()
    form.feed(html)
    chosen = [
        next((value for value, selected in options if selected), options[0][0]) for options in form.selects
    ]
    return [value for value in (*form.sent, *chosen) if value]


def can_send(html: str) -> list[str]:
    """Every value that can be chosen."""
    form = _Form()
    form.feed(html)
    return form.values + [value for options in form.selects for value, _selected in options if value]
