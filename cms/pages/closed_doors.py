"""Doors of Wagtail's admin that open whatever a number names, and what is wrong with what comes in by them.

An address, a list of numbers or a form may name a page, a picture or a document. Wagtail looks it up first and
asks for rights later, or says its title while it refuses. Here it is asked first: what is not the person's to
see is answered as what is not there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from django.views.defaults import bad_request
from modelsearch.backends.base import FilterFieldError
from wagtail.admin import messages
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.core.admin_area import is_in_admin
from cms.networks.models import RoleGroup
from cms.networks.permissions import Person
from cms.pages.own_things import DOCUMENT, PAGE, PICTURE, own_things

# Arguments of addresses that name a thing, wherever they stand.
ARGUMENTS: Mapping[str, str] = {
    "page_id": PAGE,
    "page_pk": PAGE,
    "parent_page_id": PAGE,
    "page_to_move_id": PAGE,
    "destination_id": PAGE,
    "image_id": PICTURE,
    "document_id": DOCUMENT,
    "doc_id": DOCUMENT,
}
# What `pk` names, by the beginning of the address's name.
NAMED_BY_PK: Mapping[str, str] = {
    "wagtailadmin_pages:": PAGE,
    "wagtailadmin_api:pages:": PAGE,
    "wagtailimages_chooser:": PICTURE,
    "wagtailadmin_api:images:": PICTURE,
    "wagtaildocs_chooser:": DOCUMENT,
    "wagtailadmin_api:documents:": DOCUMENT,
}
# Numbers after the question mark, one or a list.
QUERIES: Mapping[str, tuple[str, str]] = {
    **{
        f"wagtailadmin_choose_page_{kind}_link": ("parent_page_id", PAGE)
        for kind in ("external", "email", "phone", "anchor")
    },
    "wagtailadmin_choose_page": ("target_pages[]", PAGE),
    "wagtailadmin_choose_page_child": ("target_pages[]", PAGE),
    "wagtailadmin_choose_page_chosen_multiple": ("id", PAGE),
    "wagtailimages_chooser:chosen_multiple": ("id", PICTURE),
    "wagtaildocs_chooser:chosen_multiple": ("id", DOCUMENT),
}
# Fields of forms that say the title of whatever page they are given.
FIELDS: Mapping[str, str] = {
    "wagtailadmin_pages:choose_parent": "parent_page",
    "wagtailadmin_pages:copy": "new_parent_page",
    "wagtailadmin_pages:move": "new_parent_page",
    "wagtail_bulk_action": "chooser",
}
BULK: Mapping[tuple[str, str], str] = {
    ("wagtailcore", "page"): PAGE,
    (get_image_model()._meta.app_label, get_image_model()._meta.model_name): PICTURE,
    (get_document_model()._meta.app_label, get_document_model()._meta.model_name): DOCUMENT,
}
# Fields without which a form of Wagtail's breaks.
NEEDED: Mapping[str, str] = {"wagtailadmin_choose_page_external_link": "external-link-chooser-url"}
# What is switched off here, and what breaks on purpose for Wagtail's own developers.
NOWHERE = ("wagtailadmin_workflows:", "wagtailadmin_error_test")
# How many parts a field of blocks has, and where each of them stands.
COUNTED = re.compile(r".-(count|order)\Z")
MOST_PARTS = 5_000
UNREADABLE = (MultiValueDictKeyError, json.JSONDecodeError, FilterFieldError, OverflowError)
# What a model's field says of a value that Wagtail looks up as it came.
NO_NUMBER = re.compile("Field '[^']+' expected a number but got ")
LONGEST_NUMBER = 18


class ClosedDoors:
    """Stands after AdminScope, which has refused who may not enter the admin at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not is_in_admin(request) or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match.view_name.startswith(NOWHERE):
            raise Http404
        if match.view_name == "wagtail_bulk_action":
            _only_own_in_bulk(request, match.kwargs)
        for kind, numbers in _named(request, match):
            _all_own_or_404(request.user, kind, numbers)
        _must_be_readable(request, match.view_name)
        if match.view_name == "wagtailusers_groups:delete" and request.user.is_superuser:
            return _keep_groups_of_roles(request, match.kwargs["pk"])
        return None

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A form that came without its hidden fields can't be read; what others rest on can't be deleted."""
        if not is_in_admin(request):
            return None
        if _is_about_what_came_in(problem):
            return bad_request(request, problem)
        if isinstance(problem, ValidationError) and request.resolver_match.view_name == "wagtail_bulk_action":
            messages.error(request, " ".join(problem.messages))
            return redirect("wagtailadmin_home")
        if isinstance(problem, ProtectedError):
            messages.error(request, _("It can't be deleted: something else on the platform needs it."))
            return redirect("wagtailadmin_home")
        return None


def _named(request: HttpRequest, match: ResolverMatch) -> Iterator[tuple[str, Iterable[Any]]]:
    for argument, kind in ARGUMENTS.items():
        if argument in match.kwargs:
            yield kind, [match.kwargs[argument]]
    if "pk" in match.kwargs:
        for beginning, kind in NAMED_BY_PK.items():
            if match.view_name.startswith(beginning):
                yield kind, [match.kwargs["pk"]]
    if match.view_name in QUERIES:
        name, kind = QUERIES[match.view_name]
        yield kind, [said for said in request.GET.getlist(name) if said or name == "id"]
    if match.view_name in FIELDS:
        yield PAGE, filter(None, request.POST.getlist(FIELDS[match.view_name]))


def _all_own_or_404(user: Person, kind: str, numbers: Iterable[Any]) -> None:
    asked = {_number(text) for text in numbers}
    if asked and not user.is_superuser and own_things(user, kind).filter(pk__in=asked).count() < len(asked):
        raise Http404


def _number(text: Any) -> int:
    said = str(text)
    if not (said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER):
        raise Http404
    return int(said)


def _only_own_in_bulk(request: HttpRequest, asked: Mapping[str, str]) -> None:
    """Each number must be one's own; “all” becomes those of the list that are."""
    kind = BULK.get((asked["app_label"], asked["model_name"]))
    if kind is None:
        return
    numbers, below = request.GET.getlist("id"), request.GET.get("childOf")
    if kind == PAGE and below is not None:
        _all_own_or_404(request.user, PAGE, [below])
    if "all" not in numbers:
        _all_own_or_404(request.user, kind, numbers)
        return
    action = bulk_action_registry.get_bulk_action_class(*asked.values())
    if action is None:
        raise Http404
    own = own_things(request.user, kind)
    listed = action(request, own.model).get_all_objects_in_listing_query(below)
    query = request.GET.copy()
    query.setlist("id", [str(pk) for pk in own.filter(pk__in=list(listed)).values_list("pk", flat=True)])
    request.GET = query  # type: ignore[assignment]  # a copy; nothing changes it any more


def _is_about_what_came_in(problem: Exception) -> bool:
    """What is missing, JSON or a number that is none, one that no row has, a search by what has no index."""
    if isinstance(problem, UNREADABLE):
        return True
    return isinstance(problem, ValueError) and NO_NUMBER.match(str(problem)) is not None


def _must_be_readable(request: HttpRequest, view_name: str) -> None:
    for sent in (request.GET, request.POST):
        if (onwards := sent.get("next")) and "/" not in onwards:
            raise BadRequest("next is no address")
    if request.method == "POST" and view_name in NEEDED and NEEDED[view_name] not in request.POST:
        raise BadRequest(f"{NEEDED[view_name]} is missing")
    for name, value in request.POST.items():
        if COUNTED.search(name) and not (value.isascii() and value.isdecimal() and _is_few(value)):
            raise BadRequest(f"{name} is no number of parts")


def _is_few(value: str) -> bool:
    return len(value) <= LONGEST_NUMBER and int(value) <= MOST_PARTS


def _keep_groups_of_roles(request: HttpRequest, pk: Any) -> HttpResponse | None:
    if not RoleGroup.objects.filter(group_id=_number(pk)).exists():
        return None
    messages.error(
        request,
        _("This group stands for a role in a network, so it stays. Withdraw the role instead."),
    )
    return redirect("wagtailusers_groups:edit", pk)
