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
