"""The forms of a page as a browser would send them, and the names that addresses take after the question mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

Values = dict[str, list[str]]
NOT_SENT = {"submit", "button", "image", "reset", "file"}


@dataclass
class Form:
    action: str
    method: str
    values: Values = field(default_factory=dict)

    @property
    def path(self) -> str:
        return urlsplit(self.action).path


class Page(HTMLParser):
    """`forms`, and `asked`: names after the question mark of its links. The same field twice is a list."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.asked: set[str] = set()
        self.inside: list[Form] = []
        self.named: dict[str, Form] = {}
        self.select = self.area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            form = Form(urljoin(self.address, said.get("action", "")), said.get("method", "get").lower())
            self.forms.append(form)
            self.inside.append(form)
        elif tag == "a" and "href" in said:
            self.asked |= {
                name for name, _ in parse_qsl(urlsplit(said["href"]).query, keep_blank_values=True)
            }
        elif tag == "option" and self.select and self.inside:
            found = self.inside[-1].values[self.select]
            if "selected" in said or not found:
                found[:] = [said.get("value", "")]
        elif said.get("name") and self.inside:
            self._field(tag, said)

    def _field(self, tag: str, said: dict[str, str]) -> None:
        values = self.inside[-1].values
        if tag == "select":
            self.select = said["name"]
            values.setdefault(self.select, [])
        elif tag == "textarea":
            values.setdefault(said["name"], []).append("")
        elif tag in {"input", "button"} and said.get("type", "text") not in NOT_SENT:
            values.setdefault(said["name"], []).append(said.get("value", ""))
        elif tag in {"input", "button"}:
            values.setdefault(said["name"], []).append(said.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.inside:
            self.inside.pop()
        elif tag == "select":
            self.select = ""


def block_fields(kinds: Iterable[str]) -> Iterator[Values]:
    """A field `body` of blocks as the admin's editor sends it: one block of each kind, with nothing in it."""
    for kind in kinds:
        yield {
            "body-count": ["1"],
            "body-0-deleted": [""],
            "body-0-order": ["0"],
            "body-0-type": [kind],
            "body-0-id": [""],
            "body-0-value": [""],
        }
