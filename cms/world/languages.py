"""The languages of the site, and which way a language runs."""

from __future__ import annotations

from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from django.conf import settings

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@cache
def direction(code: str) -> Literal["ltr", "rtl"]:
    try:
        locale = Locale(code.split("-", maxsplit=1)[0])
    except (UnknownLocaleError, ValueError):
        return "ltr"
    return "rtl" if locale.character_order == "right-to-left" else "ltr"


# What networks and people may work in, beside the languages of the interface; named by CLDR.
WORKING_LANGUAGES = (
    *LANGUAGES,
    *("de", "fa", "hi", "hy", "id", "it", "ka", "kk", "ky", "ms", "nl", "pl", "ro", "ru", "sw", "tg", "th"),
    *("tk", "tr", "uk", "uz", "vi", "zh"),
)
