"""The one stylesheet of a network that has a colour of its own: what tokens.css holds for the others."""

from __future__ import annotations

import hashlib

from django.urls import reverse

_RULES = """@layer tokens {{
[data-network="{slug}"] {{ --accent: {light}; }}
@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) [data-network="{slug}"] {{ --accent: {dark}; }} }}
:root[data-theme="dark"] [data-network="{slug}"] {{ --accent: {dark}; }}
}}
"""


def stylesheet(slug: str, *, light: str, dark: str) -> str:
    return _RULES.format(slug=slug, light=light, dark=dark)


def hash_of(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:16]


def address(slug: str, *, light: str, dark: str) -> str:
    """It changes with what it serves, so that browsers keep that for ever."""
    css = stylesheet(slug, light=light, dark=dark)
    return f"{reverse('networks:theme', args=[slug])}?v={hash_of(css)}"
