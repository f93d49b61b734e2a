"""The colours of the networks, for paper: each its own in the light scheme, else that of the site's tokens."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from cms.networks.accents import LIGHT, is_readable, nearest_readable
from cms.networks.models import Network

_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;")


def accents(slugs: Iterable[str]) -> dict[str, str]:
    """Network slug → colour that can be read on paper; one query. Of some slugs there is none."""
    own = Network.objects.filter(slug__in=set(slugs)).exclude(accent_light="")
    return _tokens() | {slug: _readable(colour) for slug, colour in own.values_list("slug", "accent_light")}


def _readable(colour: str) -> str:
    """Contrast is checked where a colour is saved, but what a row holds may be older than the check."""
    return colour if is_readable(colour, LIGHT) else nearest_readable(colour, LIGHT)


@cache
def _tokens() -> dict[str, str]:
    """Other tokens stand among them and harm nobody."""
    tokens = Path(settings.BASE_DIR, "static", "css", "tokens.css").read_text()
    light = tokens.split("@media", 1)[0]
    return dict(_TOKEN.findall(light))
