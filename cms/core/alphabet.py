"""The order in which a reader looks names up, in the active language."""

from __future__ import annotations

import unicodedata

from django.utils.translation import get_language

# Letters of their own, though Unicode takes them apart, and the letter after which they come.
_OWN_LETTERS = {"es": {"ñ": "n"}}
# Letters that a list of names does not tell apart.
_ALIKE = str.maketrans(
    {"ى": "ي", "ة": "ه", "ء": "", "ـ": "", "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"}
)
_LAST = "\U0010ffff"
_ARTICLE = "ال"


def alphabetical(name: str) -> tuple[str, str]:
    """A key for sorting: capitals, accents and punctuation don't count, nor does the Arabic article (القاهرة stands under ق).

    Of names that differ in nothing else, the one without accents comes first.
    """
    lower = name.casefold()
    for letter, before in _OWN_LETTERS.get((get_language() or "").split("-")[0], {}).items():
        lower = lower.replace(letter, before + _LAST)
    words = lower.removeprefix(_ARTICLE).translate(_ALIKE)
    letters = (c for c in unicodedata.normalize("NFKD", words) if c.isalnum() or c in {" ", _LAST})
    return "".join(letters), lower
