"""Reads the lists of `cms.settings.wiring`, by which a room reaches those above it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def load(name: str) -> tuple[Any, ...]:
    """The objects that the wiring list `name` names, in its order.

    ImportError for a name that leads nowhere: a typing mistake in the wiring must stop
    the start, not hide a step.
    """
    return tuple(import_string(dotted) for dotted in getattr(settings, name))
