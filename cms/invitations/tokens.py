"""The secret in an invitation's link.

It is made of the site's key and a seed in the row, whenever a letter is written, and only its
hash is stored: who reads the database can't use an invitation.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

SALT = "cms.invitations"


def new_seed() -> str:
    return secrets.token_urlsafe(16)


def token_of(seed: str, *, salt: str = SALT) -> str:
    """43 signs that fit an address; another for the same seed under another key of the site."""
    return urlsafe_b64encode(salted_hmac(salt, seed, algorithm="sha256").digest()).decode().rstrip("=")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
