from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_language
from cms.networks.models import Network
from cms.pages.directory.models import Listing
from cms.people.enums import ProfessionalRole
from cms.people.models import User
from cms.world.languages import WORKING_LANGUAGES
from cms.world.models import Country

ALL = _("All")


class DirectoryFilter(forms.Form):
    """Narrows the directory by GET; what is not among the choices narrows nothing."""

    name = forms.CharField(label=_("Name"), required=False, max_length=100)
    network = forms.ChoiceField(label=_("Network"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    role = forms.ChoiceField(
        label=_("Professional role"), required=False, choices=[("", ALL), *ProfessionalRole.choices]
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = [(network.slug, network.name) for network in Network.objects.order_by("slug")]
        listed = Listing.objects.for_user(user).values("user__country")
        countries = [(country.code, str(country)) for country in Country.objects.filter(code__in=listed)]
        self.fields["network"].choices = [("", ALL), *networks]
        self.fields["country"].choices = [("", ALL), *sorted(countries, key=lambda named: named[1])]

    def said(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(value).strip() for name, value in self.cleaned_data.items() if value}


class EntryForm(forms.Form):
    listed = forms.BooleanField(
        label=_("List me in the directory"),
        required=False,
        help_text=_(
            "People who are signed in and belong to a network then see your name, professional role, "
            "country, languages, networks and roles. Nobody else does."
        ),
    )
    shows_email = forms.BooleanField(
        label=_("Show my e-mail address there"),
        required=False,
        help_text=_("Otherwise they can write to you through this site, and your address stays hidden."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which people can write to you"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User, listing: Listing | None, **kwargs: Any) -> None:
        initial = {
            "listed": listing is not None,
            "shows_email": bool(listing and listing.shows_email),
            "languages": listing.languages if listing else [user.language],
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["languages"].choices = sorted(
            ((code, say_language(code)) for code in WORKING_LANGUAGES), key=lambda named: named[1]
        )


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("It is sent by e-mail, with your name and your address, so that they can answer."),
    )
