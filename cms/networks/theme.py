"""The one stylesheet of a network that has a colour of its own: what tokens.css holds for the others."""

from __future__ import annotations

import hashlib

from django.urls import reverse

from cms.networks.models import Network

_RULES = """@layer tokens {{
[data-network="{slug}"] {{ --accent: {light}; }}
@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) [data-network="{slug}"] {{ --accent: {dark}; }} }}
:root[data-theme="dark"] [data-network="{slug}"] {{ --accent: {dark}; }}
}}
"""


def theme_of(network: Network) -> str:
    """CSS; ValueError for a network without a colour of its own."""
    if not network.has_own_accent:
        raise ValueError(f"{network.slug} has no accent of its own")
    return _RULES.format(slug=network.slug, light=network.accent_light, dark=network.accent_dark)


def theme_hash(network: Network) -> str:
    return hashlib.sha256(theme_of(network).encode()).hexdigest()[:16]


def theme_url(network: Network) -> str:
    """The address changes with what it serves, so that browsers keep it for ever."""
    return f"{reverse('networks:theme', args=[network.slug])}?v={theme_hash(network)}"
