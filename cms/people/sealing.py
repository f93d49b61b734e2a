"""Secrets of second factors, sealed before they reach the database.

The key is made from SECRET_KEY. What was sealed with one of SECRET_KEY_FALLBACKS still opens, and
`manage.py renew_seals` seals it anew, after which the old key may go.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(ValueError):
    """None of the keys opens it: it was sealed with one that is no longer named, or is no seal of ours."""


def seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise SealBroken from problem


def seal_anew(sealed: str) -> str:
    """The same secret under the key of today."""
    try:
        return _box().rotate(sealed.encode()).decode()
    except InvalidToken as problem:
        raise SealBroken from problem


def _box() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@cache
def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"secrets of second factors")
    return Fernet(urlsafe_b64encode(derived.derive(key.encode())))
