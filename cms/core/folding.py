"""Text as it is compared when somebody searches: without case, accents and the variants of letters.

The same on both sides, in every language: “Équipe” and “equipe”, “أدلة” and “ادله”, “٣” and “3” are alike.
Written forms of a word (plural, article) stay different; parts of words are found.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# What neither case folding nor decomposition brings together.
ALIKE = {
    "ى": "ي",
    "ی": "ي",
    "ة": "ه",
    "ک": "ك",
    "ٱ": "ا",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "−": "-",
    "ـ": "",
}
# Marks on letters, and signs that are not seen: soft hyphens, joiners, marks of direction.
UNSEEN = frozenset({"Mn", "Me", "Cf"})


def fold(text: str) -> str:
    return "".join(map(_letter, text))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters the place in `text` from which it came."""
    letters = [_letter(letter) for letter in text]
    places = [place for place, letter in enumerate(letters) for _each in letter]
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    # Twice: a letter taken apart may be a capital, such as those of mathematics.
    once = unicodedata.normalize("NFKD", letter.casefold())
    twice = unicodedata.normalize("NFKD", once.casefold())
    spelt = "".join(ALIKE.get(part, part) for part in twice)
    return "".join(_digit(part) for part in spelt if unicodedata.category(part) not in UNSEEN)


def _digit(letter: str) -> str:
    return str(unicodedata.digit(letter)) if unicodedata.category(letter) == "Nd" else letter
