"""The colours of the networks, for paper: the light ones of the site's own tokens."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;")


@cache
def accents() -> dict[str, str]:
    """Network slug → colour; other tokens stand among them and harm nobody."""
    tokens = Path(settings.BASE_DIR, "static", "css", "tokens.css").read_text()
    light = tokens.split("@media", 1)[0]
    return dict(_TOKEN.findall(light))
