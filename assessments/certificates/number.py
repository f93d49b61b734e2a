"""The number of a certificate: twelve characters that survive being read aloud, typed and printed."""

import secrets
import unicodedata

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 12
GROUP = 4


def new_number() -> str:
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def grouped(bare: str) -> str:
    return "-".join(bare[at : at + GROUP] for at in range(0, len(bare), GROUP))


def normalise(text: str) -> str | None:
    """The number as it is stored, or None where the text can't be one.

    Case, spaces, hyphens of every kind and marks of direction do not matter; figures may come from any keyboard.
    """
    kept: list[str] = []
    for character in unicodedata.normalize("NFKC", text).upper():
        if unicodedata.category(character) in {"Pd", "Zs", "Cc", "Cf"}:
            continue
        figure = unicodedata.decimal(character, None)
        kept.append(character if figure is None else str(figure))
        if len(kept) > LENGTH:
            return None
    bare = "".join(kept)
    if len(bare) != LENGTH or not set(bare) <= set(ALPHABET):
        return None
    return grouped(bare)
