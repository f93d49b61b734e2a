from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import BaseChooser

from cms.core.saying import active_language
from courses.catalogue.models.module import ModulePage


class ModuleChooser(BaseChooser):
    """Holds a module's translation key. `titles`, key → title, may be given for all fields of a form at once."""

    model = "catalogue.ModulePage"
    icon = "doc-full"
    choose_one_text = gettext_lazy("Choose a module")
    choose_another_text = gettext_lazy("Choose another module")
    chooser_modal_url_name = "module_chooser:choose"
    show_edit_link = False
    show_clear_link = False
    titles: Mapping[str, str] | None = None

    def get_value_data(self, value: object) -> dict[str, str] | None:
        if not value:
            return None
        key = str(value)
        titles = self.titles if self.titles is not None else _titles([key])
        return {"id": key, "title": titles.get(key) or _("A module that is not published")}


def _titles(keys: list[str]) -> dict[str, str]:
    try:
        wanted = [uuid.UUID(key) for key in keys]
    except ValueError:
        return {}
    language = active_language()
    return {str(key): title for key, title in ModulePage.objects.titles(wanted, language=language).items()}


class TextsByLanguage(forms.MultiWidget):
    """A line for each language, for a JSONField of language → text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets = {
            code: forms.TextInput(attrs={"aria-label": name, "placeholder": name, "lang": code})
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
