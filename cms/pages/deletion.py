"""Pages that something rests on: Wagtail's own view and its act on several at once are told no, and say why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

WhyNot = Callable[[Page], str]


def keep_pages(why_not: WhyNot) -> None:
    """Registers a reason against deleting: `why_not` answers with a sentence, or "" where the page may go."""

    def one(request: HttpRequest, page: Page) -> HttpResponse | None:
        return _refuse(request, [page], why_not)

    def several(
        request: HttpRequest, action_type: str, things: Iterable[Any], action: Any
    ) -> HttpResponse | None:
        if action_type != "delete":
            return None
        return _refuse(request, [thing for thing in things if isinstance(thing, Page)], why_not)

    hooks.register("before_delete_page", one)
    hooks.register("before_bulk_action", several)


def _refuse(request: HttpRequest, pages: list[Page], why_not: WhyNot) -> HttpResponse | None:
    """None of several is deleted where one can't be; it leads to where that one lies."""
    for page in pages:
        if sentence := why_not(page):
            messages.error(request, sentence)
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
