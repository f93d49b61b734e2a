from __future__ import annotations

from django import template

from cms.notices.unread import unread_of
from cms.people.models import User

register = template.Library()


@register.filter
def unread(person: User) -> int:
    """How many notices they have not read, no older than a minute."""
    return unread_of(person)
