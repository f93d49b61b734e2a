from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from cms.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Who signs up keeps the language in which they did."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        if language in settings.SWITCHER_LANGUAGES:
            user.language = language
        return super().save_user(request, user, form, commit=commit)
