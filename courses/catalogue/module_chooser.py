"""Choosing a module for a course: a list to search, with whose it is, how long, in which languages, and for whom."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms.core.alphabet import alphabetical
from cms.core.saying import active_language, say_language, say_list, say_minutes
from cms.networks.enums import COURSE_ROLES
from cms.networks.models import Network
from cms.pages.models import NetworkPage
from courses.catalogue.composition import ModuleTexts, module_texts
from courses.catalogue.models.module import ModulePage
from courses.catalogue.sharing import Standing, standings


class ModuleFilterForm(BaseFilterForm):
    q = forms.CharField(label=gettext_lazy("Title or summary"), required=False)
    network = forms.ModelChoiceField(
        label=gettext_lazy("Network"), queryset=Network.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Network.objects.all()
        choices = sorted(
            ((n.pk, n.name) for n in Network.objects.all()), key=lambda one: alphabetical(one[1])
        )
        self.fields["network"].choices = [("", _("All networks")), *choices]

    def filter(self, objects: QuerySet[ModulePage]) -> QuerySet[ModulePage]:
        words = self.cleaned_data["q"].split()[:8]
        for word in words:
            objects = objects.filter(title__icontains=word) | objects.filter(summary__icontains=word)
        self.is_searching, self.search_query = bool(words), self.cleaned_data["q"]
        if network := self.cleaned_data["network"]:
            section = NetworkPage.objects.filter(network=network)
            sources = ModulePage.objects.source()
            below = sources.none()
            for page in section:
                below |= sources.filter(path__startswith=page.path)
            objects = objects.filter(translation_key__in=below.values("translation_key"))
        return objects


class _ModulesToChoose:
    """A page of the list costs the same however many modules the site has."""

    filter_form_class = ModuleFilterForm
    per_page = 12

    def get_object_list(self) -> QuerySet[ModulePage]:
        return ModulePage.objects.in_language(active_language()).order_by("title", "pk")

    @cached_property
    def standing(self) -> dict[uuid.UUID, Standing]:
        networks = Network.objects.where(self.request.user, COURSE_ROLES)
        return standings([page.translation_key for page in self.results], networks=networks)

    @cached_property
    def texts(self) -> dict[uuid.UUID, ModuleTexts]:
        return module_texts([page.translation_key for page in self.results], language=active_language())

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label=_("Module"),
                accessor="title",
                get_url=self._address,
                link_attrs={"data-chooser-modal-choice": True},
            ),
            Column(
                "owner",
                label=_("Network"),
                accessor=lambda page: self.standing[page.translation_key].owner.name,
            ),
            Column(
                "minutes",
                label=_("Length"),
                accessor=lambda page: say_minutes(self.texts[page.translation_key].minutes),
            ),
            Column("languages", label=_("Languages"), accessor=self._languages),
            Column("use", label=_("Use"), accessor=self._use),
        ]

    def _address(self, page: ModulePage) -> str | None:
        """None for a module that may not be used: it is shown, and can't be chosen."""
        if not self.standing[page.translation_key].may_use:
            return None
        return self.append_preserved_url_parameters(reverse("module_chooser:chosen", args=[page.pk]))

    def _languages(self, page: ModulePage) -> str:
        return say_list([say_language(code) for code in self.texts[page.translation_key].languages])

    def _use(self, page: ModulePage) -> str:
        standing = self.standing[page.translation_key]
        if not standing.may_ask:
            return standing.said
        link = format_html('<a href="{}" target="_blank">{}</a>', standing.ask_url, _("Ask for it"))
        return format_html("{} · {}", standing.said, link)


class ModuleChooseView(_ModulesToChoose, chooser.ChooseView):
    pass


class ModuleChooseResultsView(_ModulesToChoose, chooser.ChooseResultsView):
    pass


class ModuleChosenView(chooser.ChosenView):
    """For who composes: a published module that one of their networks may use; anything else is not there."""

    def get_object(self, pk: str) -> ModulePage:
        module = ModulePage.objects.live().get(pk=pk)
        networks = list(Network.objects.where(self.request.user, COURSE_ROLES))
        found = standings([module.translation_key], networks=networks).get(module.translation_key)
        if not networks or found is None or not (found.module.live and found.may_use):
            raise ModulePage.DoesNotExist
        return module

    def get_object_id(self, instance: ModulePage) -> str:
        return str(instance.translation_key)

    def get_display_title(self, instance: ModulePage) -> str:
        return instance.title


class ModuleChooserViewSet(ChooserViewSet):
    model = ModulePage
    icon = "doc-full"
    choose_one_text = gettext_lazy("Choose a module")
    register_widget = False
    choose_view_class = ModuleChooseView
    choose_results_view_class = ModuleChooseResultsView
    chosen_view_class = ModuleChosenView

    def get_urlpatterns(self) -> list[Any]:
        kept = {"choose", "choose_results", "chosen"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
