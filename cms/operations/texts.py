"""The texts of the interface: found in our code and templates, kept in a .po for each package and language."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.plurals import PLURALS, get_plural
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Babel's rule for Arabic differs from CLDR's, which Django has.
CLDR_PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
}
LANGUAGES = sorted({code for code in PLURALS if "_" not in code} - {"en"})
HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Language: {language}\n"
"Plural-Forms: {plurals}\n"

"""
_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"(?:n?p?gettext|_)\({_STRING}(?:, ?{_STRING})*(?:, ?count)?\)")


def plurals(language: str) -> str:
    """How the language counts, as gettext writes it: how many forms, and which one a number takes."""
    return CLDR_PLURALS.get(language) or str(get_plural(language))


def found(folder: Path) -> Catalog:
    """What the package in this folder says, in order of the texts, without translations."""
    catalog = Catalog()
    for path in _sources(folder):
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # templatize() answers for xgettext: a Python tokenizer can't read all of it, but its calls.
            source = "\n".join(_CALL.findall(templatize(source)))
        texts = extract(
            "python", BytesIO(source.encode()), KEYWORDS, ("Translators:",), {"encoding": "utf-8"}
        )
        for _line, text, comments, context in texts:
            catalog.add(text, auto_comments=comments, context=context)
    return catalog


def kept(path: Path, language: str) -> Catalog:
    """The translations of a .po; none, if there is no such file."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def written(texts: Catalog, translations: Catalog, language: str) -> str:
    """The .po: every text, sorted, with its translation if there is one; no places and no dates, which change by themselves."""
    catalog = Catalog(locale=language)
    for message in texts:
        if message.id:
            old = translations.get(message.id, message.context)
            catalog.add(
                message.id,
                old.string if old else "",
                auto_comments=message.auto_comments,
                user_comments=old.user_comments if old else (),
                context=message.context,
            )
    body = BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    head = HEADER.format(language=language, plurals=plurals(language))
    return head + body.getvalue().decode().rstrip("\n") + "\n"


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if (path.suffix == ".py" and "migrations" not in inside) or (
            path.suffix in {".html", ".txt"} and "templates" in inside
        ):
            yield path


def is_translated(message: Message) -> bool:
    said = [message.string] if isinstance(message.string, str) else message.string
    return not message.fuzzy and all(said)
