from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.core.alphabet import alphabetical
from courses.catalogue.models.module import ModulePage


class ModuleSelect(forms.Select):
    """Published modules of every network, by title; a course refers to them by translation key."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        self.choices = [("", "---------"), *self._published(set(value))]
        return super().optgroups(name, value, attrs)

    def _published(self, chosen: set[str]) -> list[tuple[str, str]]:
        language = (get_language() or "en").split("-")[0]
        texts = ModulePage.objects.in_language(language).order_by("pk")
        named = sorted(texts.values_list("translation_key", "title"), key=lambda one: alphabetical(one[1]))
        titles = {str(key): title for key, title in named}
        # A module that was unpublished since must not be exchanged for another one in silence.
        gone = {key: _("A module that is not published") for key in chosen - {""} - titles.keys()}
        return list((gone | titles).items())


class TextsByLanguage(forms.MultiWidget):
    """A line for each language, for a JSONField of language → text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets = {
            code: forms.TextInput(attrs={"aria-label": name, "lang": code})
            for code, name in settings.LANGUAGES
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: str | None) -> list[str]:
        texts = json.loads(value) if value else None
        return [(texts or {}).get(code, "") for code, _name in settings.LANGUAGES]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        typed = super().value_from_datadict(data, files, name)
        texts = zip(settings.LANGUAGES, typed, strict=True)
        return json.dumps({code: text.strip() for (code, _name), text in texts if text and text.strip()})
