"""Who agreed to be found, in the demo."""

from __future__ import annotations

from datetime import datetime

from cms.pages.directory.actions import agree
from cms.pages.directory.models import Listing
from cms.people.demo import demo_user

LISTED = (
    ("member", ["en"], True),
    ("organiser", ["en", "fr"], False),
    ("secretariat", ["fr", "pt"], False),
    ("author", ["en", "nl"], False),
)


def load(now: datetime) -> None:
    for address, languages, shows_email in LISTED:
        person = demo_user(address)
        if not Listing.objects.filter(user=person).exists():
            agree(person, languages=languages, shows_email=shows_email, now=now)
