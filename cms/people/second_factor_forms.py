"""Forms of allauth with labels and hints of ours."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.people.models import User


class _Labelled:
    hint: str | Promise
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code")
        code.help_text = str(self.hint)
        del code.widget.attrs["placeholder"]
        code.widget.attrs["inputmode"] = "numeric"


class _Code(_Labelled, BaseAuthenticateForm):
    hint = _("The six figures that your app shows now, or one of your recovery codes.")

    def clean_code(self) -> str:
        """allauth remembers a used code for one period only, and a tolerance lets it live longer."""
        code = super().clean_code()
        if not _used_first(code, user=self.user):
            raise get_adapter().validation_error("incorrect_code")
        return code


def _used_first(code: str, *, user: User) -> bool:
    lives = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    return cache.add(f"code-used:{user.pk}:{normalize_user_code(code)}", True, lives)


class CodeForm(_Code, AuthenticateForm):
    pass


class CodeAgainForm(_Code, ReauthenticateForm):
    pass


class FirstCodeForm(_Labelled, ActivateTOTPForm):
    hint = _("The six figures that your app shows now.")
