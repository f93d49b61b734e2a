"""Time zones as a form offers them: by region, each place by its name in the reader's language."""

from __future__ import annotations

from typing import Any

from babel.core import get_global
from django.utils.translation import gettext_lazy as _

from cms.core.alphabet import alphabetical
from cms.core.saying import say_city
from cms.world.zones import zone_names

# As the names of time zones begin.
REGIONS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}


def zones_by_region(current: str) -> list[tuple[str, Any]]:
    """Each place once, though it may have several names; by the name that is chosen, if it is one of them."""
    aliases = get_global("zone_aliases")
    places: dict[str, dict[str, str]] = {region: {} for region in REGIONS}
    offered: list[tuple[str, Any]] = []
    names = sorted(zone_names(), key=lambda name: name in aliases)
    for name in dict.fromkeys([current, *names] if current else names):
        place = aliases.get(name, name)
        region = place.partition("/")[0]
        if region in places:
            places[region].setdefault(place, name)
        else:
            offered.append((name, name))
    for region, named in places.items():
        cities = [(name, say_city(name)) for name in named.values()]
        offered.append((str(REGIONS[region]), sorted(cities, key=lambda city: alphabetical(city[1]))))
    return offered
