from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from cms.core.alphabet import alphabetical
from cms.core.saying import active_language
from cms.core.wiring import load
from cms.networks.models import Network
from courses.catalogue.models.module import ModulePage
from courses.catalogue.sharing import Standing, standings

STRUCTURE = ("modules", "prerequisites", "awards")


class CourseForm(WagtailAdminPageForm):
    """A course's own page form: the lines of its modules know their titles together, and whether they may be used.

    A translation's has no lines: structure is read from the source page.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_source:
            for name in STRUCTURE:
                self.formsets.pop(name, None)
        if "modules" in self.formsets:
            self._say_titles()
        if "prerequisites" in self.formsets:
            self._offer_courses()

    def _say_titles(self) -> None:
        lines = self.formsets["modules"].forms
        keys = {key for line in lines if (key := _uuid(line["module_key"].value()))}
        found = ModulePage.objects.titles(keys, language=active_language()) if keys else {}
        titles = {str(key): title for key, title in found.items()}
        for line in lines:
            line.fields["module_key"].widget.titles = titles

    def _offer_courses(self) -> None:
        """Published courses by title, this one left out; what was chosen stays, published or not."""
        model = type(self.instance)
        texts = model.objects.in_language(active_language()).exclude(
            translation_key=self.instance.translation_key
        )
        titles = sorted(texts.values_list("translation_key", "title"), key=lambda one: alphabetical(one[1]))
        offered = [("", "---------"), *((str(key), title) for key, title in titles)]
        for line in self.formsets["prerequisites"].forms:
            chosen = str(line["course_key"].value() or "")
            gone = [] if chosen in dict(offered) else [(chosen, _("A course that is not published"))]
            line.fields["course_key"].widget = forms.Select(choices=[*offered, *gone])

    def is_valid(self) -> bool:
        valid = super().is_valid()
        return self._modules_may_be_used() and self._leads_not_back() and valid

    def _leads_not_back(self) -> bool:
        """No course stands before itself, also by way of others: nobody could come into any of them."""
        if "prerequisites" not in self.formsets:
            return True
        lines = self.formsets["prerequisites"].forms
        fine, model = True, self.formsets["prerequisites"].model
        asked = model.asked() if lines else {}
        for line in lines:
            said = getattr(line, "cleaned_data", {})
            key = said.get("course_key")
            if (
                key
                and not said.get("DELETE")
                and self.instance.translation_key in model.chain_before(key, asked)
            ):
                line.add_error(
                    "course_key",
                    _("This course asks to complete the one that you are editing first. Choose another one."),
                )
                fine = False
        return fine

    @property
    def _network(self) -> Network:
        return self.parent_page.specific.network

    def _modules_may_be_used(self) -> bool:
        """Only of modules that were put in now: what stands already was allowed when it came."""
        if "modules" not in self.formsets:
            return True
        added = [
            line
            for line in self.formsets["modules"].forms
            if "module_key" in line.changed_data
            and getattr(line, "cleaned_data", {}).get("module_key")
            and not line.cleaned_data.get("DELETE")
        ]
        if not added:
            return True
        keys = [line.cleaned_data["module_key"] for line in added]
        found = standings(keys, networks=[self._network])
        untaught = {key for found_in in load("MODULES_UNTAUGHT") for key in found_in(keys)}
        for line in added:
            key = line.cleaned_data["module_key"]
            if refusal := _why_not(found.get(key), untaught=key in untaught):
                line.add_error("module_key", refusal)
        return not any(line.errors for line in added)


def _why_not(standing: Standing | None, *, untaught: bool) -> str:
    """Why a module can't be put in, "" where it can. Of one that is not published nothing is said but that."""
    if standing is None:
        return _("There is no such module. Choose one from the list.")
    if not standing.module.live:
        return _("This module is not published. Publish it first, ask its network to, or choose another one.")
    if not standing.may_use:
        return standing.refusal_with_way
    if untaught:
        return _(
            "No step of this module was published with it, so there is nothing to teach. Publish a step and then the"
            " module, ask its network to, or choose another one."
        )
    return ""


def _uuid(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None
