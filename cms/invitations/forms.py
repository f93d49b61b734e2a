from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_language
from cms.invitations.enums import InvitationState
from cms.networks.enums import Role
from cms.networks.models import Network
from cms.networks.role_texts import said_of

LETTER_LANGUAGE = _("Language of the letter")
UNDELIVERED = "undelivered"


def letter_languages() -> list[tuple[str, str]]:
    return [(code, say_language(code)) for code in settings.SWITCHER_LANGUAGES]


def first_language(network: Network) -> str:
    """The first in which the network works and letters can be written."""
    working = (code for code in network.languages if code in settings.SWITCHER_LANGUAGES)
    return next(working, settings.LANGUAGE_CODE.split("-")[0])


class _ByAddress(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"})
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one role at least.")},
    )
    language = forms.ChoiceField(
        label=LETTER_LANGUAGE, help_text=_("For who has no account here yet and gets an invitation.")
    )

    def __init__(self, *args: Any, network: Network, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.value, said_of(role)) for role in roles]
        self.fields["language"].choices = letter_languages()
        self.fields["language"].initial = first_language(network)

    def chosen(self) -> list[Role]:
        return [Role(role) for role in self.cleaned_data["roles"]]


class GiveRoleForm(_ByAddress):
    pass


class HandOverForm(_ByAddress):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address of the person who follows")
        self.fields["roles"].initial = [role for role, _label in self.fields["roles"].choices]


class VouchForm(forms.Form):
    reason = forms.CharField(
        label=_("How do you know that the address is theirs?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: “We spoke on the phone, the ministry's list names them.” Kept with your name."),
    )


class InvitationsFilter(forms.Form):
    q = forms.CharField(label=_("E-mail address"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *InvitationState.choices, (UNDELIVERED, _("letter not delivered"))],
    )
    network = forms.TypedChoiceField(label=_("Network"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, networks: Iterable[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(network.pk, network.name) for network in networks]
        self.fields["network"].choices = [("", _("All networks")), *choices]
        if len(choices) < 2:
            del self.fields["network"]
