"""The second factor: a code of an app, or one of the recovery codes kept for the day when the phone is lost."""

from __future__ import annotations

import logging
from io import BytesIO

import segno
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from cms.people.models import User
from cms.people.sealing import SealBroken, seal, unseal

logger = logging.getLogger(__name__)

# Where who is led to setting up a second factor was going, in their session.
WANTED_PAGE = "page_wanted_with_second_factor"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed at rest; errors are said in our words; the QR code is dark on light in either scheme."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or it is too old. Type the one that the app shows now."),
        "cannot_generate_recovery_codes": _("Set up an app first: recovery codes stand in for it."),
        "unverified_email": _("Confirm your e-mail address first: open the link that we sent to it."),
    }

    def get_totp_issuer(self) -> str:
        return str(settings.SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        drawn = BytesIO()
        segno.make_qr(url, error="m").save(drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff")
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return unseal(encrypted_text)
        except SealBroken as problem:
            logger.exception(
                "A second factor can't be read with any key",
                extra={"event": "second_factor.seal_broken"},
            )
            page = render(context.request, "mfa/unreadable.html", status=503)
            raise ImmediateHttpResponse(page) from problem


def needs_second_factor(user: User) -> bool:
    """Whoever may enter the admin: each role in a network but *member*, and central staff."""
    return settings.SECOND_FACTOR_REQUIRED and user.has_perm("wagtailadmin.access_admin")


def has_second_factor(user: User) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])
