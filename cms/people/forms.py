from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.alphabet import alphabetical
from cms.core.saying import say_language
from cms.people.enums import ZoneSource
from cms.people.models import User
from cms.world.zone_choices import zones_by_region


@dataclass(frozen=True)
class Group:
    key: str
    heading: str | Promise
    fields: list[forms.BoundField]


# How the account page orders what people say of themselves.
GROUPS = (
    ("about-you", _("About you"), ("display_name", "country", "role", "legal_system")),
    ("language-and-time", _("Language and time"), ("language", "time_zone", "data_saver")),
    ("certificates", _("Certificates"), ("certificate_name",)),
)


class ProfileForm(forms.ModelForm[User]):
    """What people say of themselves. It is validated here; `change_profile` writes it."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Deadlines are shown in this zone."),
        error_messages={"invalid_choice": _("“%(value)s” is not a time zone. Choose one from the list.")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("For the pages of this site and the e-mails that we send you."),
    )

    class Meta:
        model = User
        fields = [
            "display_name",
            "certificate_name",
            "language",
            "time_zone",
            "country",
            "role",
            "legal_system",
            "data_saver",
        ]
        labels = {
            "display_name": _("Name shown to others"),
            "certificate_name": _("Name on certificates"),
            "country": _("Country"),
            "role": _("Professional role"),
            "legal_system": _("Legal system"),
            "data_saver": _("Save data"),
        }
        help_texts = {
            "display_name": _("Shown to the organisers of your courses."),
            "certificate_name": _(
                "As it should be printed, in any script. Certificates that you hold keep the name with which they "
                "were issued."
            ),
            "legal_system": _("Lessons show the notes on your own legal system first."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"
        self.fields["language"].choices = self._languages()
        self.fields["time_zone"].choices = zones_by_region(self.instance.time_zone)
        if self.instance.zone_source == ZoneSource.GUESSED:
            self.fields["time_zone"].help_text = _(
                "Guessed from your browser. Deadlines are shown in this zone: choose another if it is wrong."
            )
        country = self.fields["country"]
        country.empty_label = _("Not said")
        countries = [(str(row.pk), str(row)) for row in country.queryset]
        country.choices = [
            ("", _("Not said")),
            *sorted(countries, key=lambda named: alphabetical(named[1])),
        ]
        for name in ("role", "legal_system"):
            self.fields[name].choices = [
                (value, label if value else _("Not said")) for value, label in self.fields[name].choices
            ]

    def groups(self) -> list[Group]:
        return [Group(key, heading, [self[name] for name in names]) for key, heading, names in GROUPS]

    def _languages(self) -> list[tuple[str, str]]:
        codes = list(dict.fromkeys([*settings.SWITCHER_LANGUAGES, self.instance.language]))
        return [(code, say_language(code, own=True)) for code in codes]


class AddressForm(forms.Form):
    """A new address. It is validated here; `ask_for_address` decides."""

    email = forms.EmailField(
        label=_("New e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class ErasureForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I understand that my account and my name are erased for good"),
        error_messages={"required": _("Tick this first, so that nobody is erased by mistake.")},
    )
