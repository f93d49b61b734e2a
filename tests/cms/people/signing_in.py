"""Signing in as a browser does it, and what protects an account."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.test import Client

from cms.people.models import User
from tests.codes import code_of

PASSWORD = "correct horse battery"


def sign_in(person: User, **said: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD, **said})
    return client


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def confirm(client: Client) -> HttpResponse:
    """The password once more, as allauth asks for it before what protects the account."""
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def set_up(client: Client) -> str:
    """Switches a second factor on; returns the secret that the app now holds."""
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = re.search(r'dir="ltr">([A-Z2-7 ]+)<', page.text).group(1).replace(" ", "")
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    return secret


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r">(\d{8})<", client.get("/accounts/2fa/recovery-codes/").text)
