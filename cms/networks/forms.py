from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_language
from cms.networks.accents import DARK, nearest_readable, validate_colour
from cms.networks.actions import Founding
from cms.networks.enums import NetworkKind
from cms.networks.logos import validate_logo
from cms.networks.models import Network
from cms.world.enums import LegalSystem
from cms.world.languages import WORKING_LANGUAGES
from cms.world.models import Region

SOURCE_LANGUAGE = "en"
Group = tuple[Any, list[forms.BoundField]]


class ColourField(forms.CharField):
    default_validators = [validate_colour]

    def to_python(self, value: Any) -> str:
        return super().to_python(value).strip().lower()


class _Said(forms.Form):
    """What both forms ask: one field a language for each of `texts`, then what is the same in all of them."""

    texts: dict[str, tuple[Any, int]] = {
        "names": (_("Short name"), 40),
        "full_names": (_("Full name"), 200),
        "founding_instruments": (_("Founding instrument"), 300),
    }

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("Those in which the network works."),
        widget=forms.CheckboxSelectMultiple,
    )
    legal_systems = forms.MultipleChoiceField(
        label=_("Legal systems"),
        choices=LegalSystem.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    site = forms.URLField(label=_("Its own site"), required=False, max_length=200, assume_scheme="https")
    kind = forms.ChoiceField(label=_("Kind"), choices=NetworkKind.choices)
    regions = forms.MultipleChoiceField(
        label=_("Regions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = sorted(
            ((code, say_language(code)) for code in WORKING_LANGUAGES), key=lambda pair: pair[1]
        )
        self.fields["regions"].choices = sorted(
            ((region.code, str(region)) for region in Region.objects.all()), key=lambda pair: pair[1]
        )
        for name, (_label, most) in self.texts.items():
            for code, _own in settings.LANGUAGES:
                self.fields[f"{name}_{code}"] = self._text_field(name, code, most)

    def _text_field(self, name: str, code: str, most: int) -> forms.CharField:
        return forms.CharField(
            label=say_language(code),
            max_length=most,
            required=name == "names" and code == SOURCE_LANGUAGE,
            widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
        )

    def said(self, name: str) -> dict[str, str]:
        """Language code → text, of those that say something."""
        texts = {code: self.cleaned_data[f"{name}_{code}"] for code, _own in settings.LANGUAGES}
        return {code: text for code, text in texts.items() if text}

    def groups(self) -> list[Group]:
        """The fields under their headings."""
        texts = [
            (label, [self[f"{name}_{code}"] for code, _own in settings.LANGUAGES])
            for name, (label, _most) in self.texts.items()
        ]
        return [*self._first(), *texts, *self._last()]

    def _first(self) -> list[Group]:
        return []

    def _last(self) -> list[Group]:
        return []

    def _named(self, names: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]


class FoundingForm(_Said):
    """A new network. Its slug stays: addresses and keys are made of it."""

    texts = _Said.texts | {"descriptions": (_("Description"), 2000)}

    slug = forms.SlugField(
        label=_("Short word in addresses"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens, such as “wacap”. It can't be changed later."),
    )

    field_order = ["slug", "kind", "languages", "legal_systems", "regions", "site"]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        if Network.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("There is a network with this word already. Choose another word."))
        return slug

    def _text_field(self, name: str, code: str, most: int) -> forms.CharField:
        field = super()._text_field(name, code, most)
        if name == "descriptions":
            field.widget = forms.Textarea(attrs={"lang": code, "dir": "auto", "rows": 3})
        return field

    def _first(self) -> list[Group]:
        return [(_("The network"), self._named(["slug", "kind"]))]

    def _last(self) -> list[Group]:
        return [(_("At a glance"), self._named(["languages", "legal_systems", "regions", "site"]))]

    def founding(self) -> Founding:
        said = self.cleaned_data
        return Founding(
            slug=said["slug"],
            kind=NetworkKind(said["kind"]),
            names=self.said("names"),
            full_names=self.said("full_names"),
            descriptions=self.said("descriptions"),
            founding_instruments=self.said("founding_instruments"),
            languages=tuple(said["languages"]),
            regions=tuple(said["regions"]),
            legal_systems=tuple(said["legal_systems"]),
            site=said["site"],
        )


class NetworkForm(_Said):
    """What a network says of itself; `central` staff also say what kind it is and where."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        validators=[validate_logo],
        help_text=_("A PNG, JPEG or WebP file of 300 kB at most, shown at the head of the network's page."),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    accent_light = ColourField(
        label=_("Accent in the light scheme"),
        required=False,
        max_length=7,
        help_text=_("Such as #1f4f9b. Without one the network is shown in the site's own colour."),
    )
    accent_dark = ColourField(
        label=_("Accent in the dark scheme"),
        required=False,
        max_length=7,
        help_text=_("Leave it empty to have one made of the first."),
    )

    def __init__(self, *args: Any, network: Network, central: bool, **kwargs: Any) -> None:
        self.network = network
        super().__init__(*args, initial=self._as_it_is(network), **kwargs)
        if not central:
            del self.fields["kind"], self.fields["regions"]
        if not network.logo:
            del self.fields["remove_logo"]

    def _as_it_is(self, network: Network) -> dict[str, Any]:
        texts = {
            f"{name}_{code}": text for name in self.texts for code, text in getattr(network, name).items()
        }
        same = ("languages", "legal_systems", "site", "kind", "accent_light", "accent_dark")
        regions = list(network.regions.values_list("code", flat=True))
        return texts | {name: getattr(network, name) for name in same} | {"regions": regions}

    def clean_accent_dark(self) -> str:
        light, dark = self.cleaned_data.get("accent_light", ""), self.cleaned_data["accent_dark"]
        return nearest_readable(light, DARK) if light and not dark else dark

    def _last(self) -> list[Group]:
        return [
            (_("At a glance"), self._named(["languages", "legal_systems", "site", "kind", "regions"])),
            (_("Looks"), self._named(["logo", "remove_logo", "accent_light", "accent_dark"])),
        ]

    def values(self) -> dict[str, Any]:
        """What `change_network` takes."""
        said = self.cleaned_data
        values: dict[str, Any] = {name: self.said(name) for name in self.texts}
        same = ("languages", "legal_systems", "site", "kind", "regions", "accent_light", "accent_dark")
        values |= {name: said[name] for name in same if name in self.fields}
        if said["logo"]:
            values["logo"] = said["logo"]
        elif said.get("remove_logo"):
            values["logo"] = ""
        return values
