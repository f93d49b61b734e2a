"""When two answers in writing are the same: case, spaces, end punctuation and variants of letters don't count."""

from __future__ import annotations

import re
import unicodedata

# Arabic letters that are written for one another, and those of Persian keyboards. ؤ and ئ carry the same hamza:
# مسؤول and مسئول are one word.
LETTERS = str.maketrans(
    {**dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىی", "ي"), **dict.fromkeys("ؤئ", "ء"), "ة": "ه", "ک": "ك"}
)
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
SIGNS = str.maketrans({**dict.fromkeys("’‘ʼ´`′", "'"), **dict.fromkeys("‐‑‒–—−", "-")})
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
# Vowel signs of Arabic and the tatweel, which only stretches a word.
HARAKAT = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
ACCENTS = re.compile("[\u0300-\u036f]")


def folded(text: str, *, accents_matter: bool = False) -> str:
    """Two texts that fold to the same are the same answer; folding again changes nothing."""
    # An acute accent that stands alone is typed as an apostrophe; NFKC would make it a space and an accent.
    text = unicodedata.normalize("NFKC", text.translate(SIGNS))
    text = unicodedata.normalize("NFKC", text.casefold())
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    text = HARAKAT.sub("", text.translate(LETTERS).translate(DIGITS).translate(SIGNS))
    if not accents_matter:
        text = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    text = " ".join(unicodedata.normalize("NFKC", text.translate(LIGATURES)).split())
    return _without_ends(text)


def _without_ends(text: str) -> str:
    ends = {char for char in text if char == " " or unicodedata.category(char).startswith("P")}
    return text.strip("".join(ends)) if ends else text
