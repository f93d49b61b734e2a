from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_language
from cms.networks.models import Network


class NetworkFilter(forms.Form):
    """Narrows the index of networks by GET; what is not among the choices narrows nothing."""

    name = forms.CharField(label=_("Name"), required=False, max_length=100)
    language = forms.ChoiceField(label=_("Language"), required=False)
    region = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, *args: Any, networks: Iterable[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = list(networks)
        languages = {code: say_language(code) for network in networks for code in network.languages}
        regions = {region.code: str(region) for network in networks for region in network.regions.all()}
        for name, choices in (("language", languages), ("region", regions)):
            named = sorted(choices.items(), key=lambda choice: choice[1])
            self.fields[name].choices = [("", _("All")), *named]

    def said(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(value).strip() for name, value in self.cleaned_data.items() if value}


def is_like(network: Network, *, name: str = "", language: str = "", region: str = "") -> bool:
    """Networks are few: they are compared by all their names, whatever the database makes of letters."""
    names = [network.slug, *network.names.values(), *network.full_names.values()]
    return (
        any(name.casefold() in each.casefold() for each in names)
        and (not language or language in network.languages)
        and (not region or region in {each.code for each in network.regions.all()})
    )
