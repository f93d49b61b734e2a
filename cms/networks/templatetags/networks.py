from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cms.core.saying import say_list
from cms.networks.models import Network
from cms.world.enums import LegalSystem
from cms.world.models import Region

register = template.Library()

_WIDTH, _GROUND, _TALLEST = 800, 184, 175


@register.simple_tag
def network_url(network: Network) -> str:
    """The network's section in the active language."""
    return reverse("wagtail_serve", args=[f"networks/{network.slug}/"])


@register.filter
def legal_systems(codes: Iterable[str]) -> str:
    return say_list(str(LegalSystem(code).label) for code in codes)


@register.filter
def regions(shown: Iterable[Region]) -> str:
    return say_list(sorted(str(region) for region in shown))


@register.simple_tag
def network_themes(*shown: Any) -> SafeString:
    """Links to the stylesheets of those networks shown that have a colour of their own; for `{% block head %}`.

    Takes networks, whatever has a `network`, and lists of either; what is missing is left out.
    """
    own = dict.fromkeys(theme for theme in _themes(shown) if theme)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((theme,) for theme in own))


def _themes(shown: Any) -> Iterator[str]:
    if hasattr(shown, "theme"):
        yield shown.theme
    elif hasattr(shown, "network"):
        yield shown.network.theme
    elif shown:
        for each in shown:
            yield from _themes(each)


@register.simple_tag
def network_tag(network: Network, said: str = "") -> SafeString:
    """The network's name beside its accent; `said` where more than the name is to be read, such as “By EJN”."""
    return format_html(
        '<span class="tag" data-network="{}">{}</span>',
        network.slug,
        said or network.name,
    )


@register.simple_tag
def arcs(
    established: Iterable[Network],
    emerging: Iterable[Network],
    lit: Collection[str] | str | None = None,
) -> SafeString:
    """Who trains whom: networks as points on a line, and an arc from each established one to each emerging one.

    `lit` is a slug or holds slugs. An arc is lit where both of its ends are named; where only ends of
    one kind are named, the other ends all count. None lights everything. At most one drawing a page.
    """
    lit = [lit] if isinstance(lit, str) else lit
    starts, ends = (
        [network.slug for network in established],
        [network.slug for network in emerging],
    )
    if not starts or not ends:
        return SafeString("")
    step = _WIDTH / len(starts + ends)
    places = {slug: round(step * (position + 0.5)) for position, slug in enumerate(starts + ends)}
    lit_starts, lit_ends = _lit_ends(starts, ends, lit)
    drawn = [
        {
            "slug": start,
            "path": _arc(places[start], places[end]),
            "lit": start in lit_starts and end in lit_ends,
        }
        for start in starts
        for end in ends
    ]
    full = set(starts) if lit is None else set(lit)
    points = [{"slug": slug, "x": x, "lit": slug in full} for slug, x in places.items()]
    context = {
        "arcs": sorted(drawn, key=lambda arc: bool(arc["lit"])),
        "points": points,
        "ground": _GROUND,
    }
    return SafeString(render_to_string("networks/_arcs.html", context))


def _lit_ends(starts: list[str], ends: list[str], lit: Collection[str] | None) -> tuple[set[str], set[str]]:
    if lit is None:
        return set(starts), set(ends)
    named_starts, named_ends = set(starts) & set(lit), set(ends) & set(lit)
    if not named_starts and not named_ends:
        return set(), set()
    return named_starts or set(starts), named_ends or set(ends)


def _arc(start: int, end: int) -> str:
    across = (end - start) / 2
    up = min(across / 2, _TALLEST)
    return f"M{start} {_GROUND}a{across:g} {up:g} 0 0 1 {end - start} 0"
