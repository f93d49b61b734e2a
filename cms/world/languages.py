"""The languages of the interface: what each calls itself, and which way it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Language:
    code: str
    own_name: str
    direction: Literal["ltr", "rtl"]


LANGUAGES = {
    language.code: language
    for language in (
        Language("en", "English", "ltr"),
        Language("fr", "Français", "ltr"),
        Language("es", "Español", "ltr"),
        Language("pt", "Português", "ltr"),
        Language("ar", "العربية", "rtl"),
    )
}


def direction(code: str) -> Literal["ltr", "rtl"]:
    language = LANGUAGES.get(code.split("-", maxsplit=1)[0])
    return language.direction if language else "ltr"


# What networks and people may work in, beside the languages of the interface; named by CLDR.
WORKING_LANGUAGES = (
    *LANGUAGES,
    *("de", "fa", "hi", "hy", "id", "it", "ka", "kk", "ky", "ms", "nl", "pl", "ro", "ru", "sw", "tg", "th"),
    *("tk", "tr", "uk", "uz", "vi", "zh"),
)
