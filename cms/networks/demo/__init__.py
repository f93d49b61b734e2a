"""The networks of the field, and who holds which role in them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from cms.networks.actions import Founding, found_network, grant_role
from cms.networks.enums import NetworkKind, Role
from cms.networks.models import Network
from cms.people.demo import demo_user

NETWORKS = Path(__file__).parent / "networks.yaml"

ROLES: tuple[tuple[str, str, Role], ...] = (
    ("author", "ejn", Role.AUTHOR),
    ("reviewer", "ejn", Role.REVIEWER),
    ("reviewer", "oas", Role.REVIEWER),
    ("reviewer", "iberred", Role.REVIEWER),
    ("reviewer", "rmcji", Role.REVIEWER),
    ("organiser", "wacap", Role.ORGANISER),
    ("organiser", "casc", Role.ORGANISER),
    ("organiser", "seajust", Role.ORGANISER),
    ("facilitator", "wacap", Role.FACILITATOR),
    ("secretariat", "wacap", Role.SECRETARIAT),
    ("manager", "wacap", Role.MANAGER),
    ("member", "wacap", Role.MEMBER),
)


def load(now: datetime) -> None:
    central = demo_user("central")
    for entry in yaml.safe_load(NETWORKS.read_text())["networks"]:
        found_network(_founding(entry), by=central, now=now)
    for address, slug, role in ROLES:
        grant_role(Network.objects.get(slug=slug), user=demo_user(address), role=role, by=central, now=now)


def _founding(entry: dict[str, Any]) -> Founding:
    return Founding(
        slug=entry["slug"],
        kind=NetworkKind(entry["kind"]),
        names=entry["short_name"],
        full_names=entry["name"],
        descriptions=entry["description"],
        languages=tuple(entry["languages"]),
        regions=tuple(entry["regions"]),
        legal_systems=tuple(entry["legal_systems"]),
        founding_instruments=entry["instrument"],
    )
