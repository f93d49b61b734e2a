"""What an authenticator app shows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

# Of the one in the scene whose account has a second factor.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str, *, ahead: int = 0) -> str:
    """The code of now, or of `ahead` half minutes later; by RFC 6238, and by nothing of what is tested."""
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
