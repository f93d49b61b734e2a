"""Forms of allauth with what it does not know: what makes a password good, and that the privacy notice was read."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.core.saying import say_date
from cms.people.actions import give_consent
from cms.people.models import User


class _GoodPassword:
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least ten characters, not a password that many people use, and not like your name or address. "
            "A few words that only you would put together are easy to remember."
        )


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The way to a new password stands beside the button.
        self.fields["password"].help_text = ""


class SignupForm(_GoodPassword, allauth_forms.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"] = forms.BooleanField(
            label=_("I have read how my data is used (version %(version)s of %(date)s)")
            % {"version": settings.PRIVACY_VERSION, "date": say_date(settings.PRIVACY_DATE)},
            # What is typed would be lost in the same tab.
            help_text=format_html(
                '<a href="{}" target="_blank">{}</a>', reverse("privacy"), _("Read it (opens in a new tab)")
            ),
            error_messages={"required": _("Read how your data is used, then tick the box.")},
        )

    def save(self, request: HttpRequest) -> User:
        """The account and the proof that the notice was read, or neither."""
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        with transaction.atomic():
            user = super().save(request)
            give_consent(user, language=language, now=timezone.now())
        return user


class ChangePasswordForm(_GoodPassword, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(_GoodPassword, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(_GoodPassword, allauth_forms.ResetPasswordKeyForm):
    pass
