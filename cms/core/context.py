from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cms.core.saying import say_language


def site(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` says of the site: the languages to switch to, as (code, own name)."""
    return {
        "switcher_languages": [(code, say_language(code, own=True)) for code in settings.SWITCHER_LANGUAGES],
    }
