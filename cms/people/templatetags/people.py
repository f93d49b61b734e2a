from __future__ import annotations

from django import template
from django.conf import settings

from cms.people.second_factor import needs_second_factor

register = template.Library()

register.simple_tag(needs_second_factor, name="needs_second_factor")


@register.simple_tag
def privacy_contact() -> str:
    """Who answers for people's data; a tag, since letters and pages of errors have no context of ours."""
    return settings.PRIVACY_CONTACT


@register.filter
def fours(key: str) -> str:
    """A long key in groups of four, as people type it."""
    return " ".join(key[place : place + 4] for place in range(0, len(key), 4))
