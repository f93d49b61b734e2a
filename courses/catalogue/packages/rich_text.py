"""Markdown inside a block → the few tags that Wagtail's rich text holds."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.catalogue.packages.problems import Problems

EVERYTHING = frozenset({"bold", "italic", "link", "ol", "ul", "h3"})
SENTENCE = frozenset({"bold", "italic", "link"})
TAGS = {"p", "h3", "ul", "ol", "li", "b", "i", "a", "br"}
SCHEMES = {"http", "https", "mailto"}
LONGEST = 20_000

REFUSED = {
    "fence": gettext_lazy("Code can’t stand in a block; write plain paragraphs."),
    "code_inline": gettext_lazy("Code can’t stand in a block; leave the backticks out."),
    "blockquote_open": gettext_lazy(
        "Quotations with “>” can’t stand in a block; use :::law for a quotation."
    ),
    "hr": gettext_lazy("A line across can’t stand in a block; start a new block instead."),
    "image": gettext_lazy("A picture can’t stand inside a text; use an :::image block."),
}

NEEDS = {
    "em_open": "italic",
    "link_open": "link",
    "ordered_list_open": "ol",
    "bullet_list_open": "ul",
    "heading_open": "h3",
}
NAMES = {
    "italic": gettext_lazy("Emphasis"),
    "link": gettext_lazy("A link"),
    "ol": gettext_lazy("A numbered list"),
    "ul": gettext_lazy("A list"),
    "h3": gettext_lazy("A heading"),
}


def read_rich_text(
    file: str,
    first_line: int,
    lines: Sequence[str],
    problems: Problems,
    features: AbstractSet[str] = EVERYTHING,
) -> str:
    """Clean HTML; empty only where the lines are empty or refused. `features` as Wagtail names them."""
    source = "\n".join(lines)
    if len(source) > LONGEST:
        problems.add(file, first_line, _("This block is too long; cut it into several."))
        return ""
    parser = _parser()
    tokens = parser.parse(source)
    _check(file, first_line, tokens, features, problems)
    return _clean(parser.renderer.render(_as_wagtail_writes(tokens), parser.options, {}))


def read_sentence(file: str, line: int, text: str, problems: Problems) -> str:
    """One line as a paragraph of clean HTML, whatever it starts with: `1.` is no list here."""
    parser = _parser()
    tokens = parser.parseInline(text)
    _check(file, line, tokens, SENTENCE, problems)
    html = _clean(parser.renderer.render(_as_wagtail_writes(tokens), parser.options, {}))
    return f"<p>{html}</p>" if html else ""


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(
        ["code", "lheading", "html_block", "html_inline", "reference"]
    )


def _clean(html: str) -> str:
    return nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None).strip()


def _check(
    file: str,
    first_line: int,
    tokens: list[Token],
    features: AbstractSet[str],
    problems: Problems,
) -> None:
    line = first_line
    paragraphs_in_item: list[int] = []
    for token in tokens:
        if token.map:
            line = first_line + token.map[0]
        if token.type == "list_item_open":
            paragraphs_in_item.append(0)
        elif token.type == "list_item_close":
            paragraphs_in_item.pop()
        elif token.type == "paragraph_open" and paragraphs_in_item:
            paragraphs_in_item[-1] += 1
            if paragraphs_in_item[-1] == 2:
                problems.add(
                    file,
                    line,
                    _("An item of a list holds one paragraph; start a new item."),
                )
        elif token.type == "heading_open" and token.tag != "h3":
            problems.add(file, line, _("Inside a block only “###” headings can stand."))
        for each in (token, *(token.children or ())):
            _check_one(file, line, each, features, problems)


def _check_one(file: str, line: int, token: Token, features: AbstractSet[str], problems: Problems) -> None:
    if token.type in REFUSED:
        problems.add(file, line, str(REFUSED[token.type]))
    elif token.type in NEEDS and NEEDS[token.type] not in features:
        problems.add(
            file,
            line,
            _("%(what)s can’t stand in this block.") % {"what": NAMES[NEEDS[token.type]]},
        )
    elif token.type == "link_open":
        address = str(token.attrs.get("href", ""))
        if not is_address(address):
            problems.add(
                file,
                line,
                _("The link “%(address)s” must start with https://, http:// or mailto:.")
                % {"address": address[:80]},
            )


def is_address(address: str) -> bool:
    scheme, colon, rest = address.partition(":")
    if scheme.lower() == "mailto":
        return bool(colon) and "@" in rest
    return scheme.lower() in SCHEMES and rest.startswith("//") and len(rest) > 4 and " " not in address


def _as_wagtail_writes(tokens: list[Token]) -> list[Token]:
    """`b` and `i`, and items without a paragraph inside: what the admin's editor would store."""
    depth = 0
    for token in tokens:
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if depth and token.type in ("paragraph_open", "paragraph_close"):
            token.hidden = True
        for inner in token.children or ():
            inner.tag = {"strong": "b", "em": "i"}.get(inner.tag, inner.tag)
    return tokens
