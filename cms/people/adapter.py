from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.people.actions import end_other_sign_ins
from cms.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Who signs up keeps the language in which they did; errors are said in our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many failed attempts. Wait five minutes, then try again. If you have forgotten the password, "
            "choose a new one."
        ),
        "rate_limited": _("Too many failed attempts. Wait five minutes, then try again."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        if language in settings.SWITCHER_LANGUAGES:
            user.language = language
        return super().save_user(request, user, form, commit=commit)

    def set_password(self, user: User, password: str) -> None:
        """Who knew the old one is signed out everywhere, but for the browser in which the new one was chosen."""
        super().set_password(user, password)
        here = self.request.session.session_key if self.request.user == user else None
        end_other_sign_ins(user, keep=here)
