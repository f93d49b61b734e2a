"""Every address of the site, computed from the resolver and the page types, filled with the things of one network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import get_page_models

from tests.matrix.world import BLOCK, Side

OWN = ("cms.", "courses.", "assessments.")
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>((?:[^()]|\([^()]*\))*)\)|\(([^()?]*)\)")

# What an argument stands for: a key of `Side.values`, or the value itself.
THINGS = {
    "enrolment_id": "enrolment",
    "attempt_id": "attempt",
    "cohort_id": "cohort",
    "session_id": "session",
    "list_id": "seat_list",
    "authority_id": "authority",
    "questionnaire_id": "questionnaire",
    "use_id": "use",
    "announcement_id": "announcement",
    "invitation_id": "invitation",
    "membership_id": "membership",
    "listing_id": "listing",
    "page_id": "draft",
    "page_pk": "draft",
    "page_to_move_id": "draft",
    "parent_page_id": "ModulePage",
    "destination_id": "ModulePage",
    "image_id": "image",
    "document_id": "document",
    "doc_id": "document",
}
# Where an address asks for another thing than its argument stands for elsewhere.
THINGS_OF = {"wagtailadmin_pages:convert_alias": {"page_id": "alias"}}
# By the name of the address where `pk` stands in it.
PKS = {
    "cohort:": "planned",
    "mistake:": "mistake",
    "module_chooser:": "ModulePage",
    "notices:go_on": "notice",
    "machinery:": "unsent",
    "wagtailadmin_api:pages": "draft",
    "wagtailadmin_api:images": "image",
    "wagtailadmin_api:documents": "document",
    "wagtailimages_chooser": "image",
    "wagtaildocs_chooser": "document",
    "wagtailusers_groups": "group",
    "wagtailusers_users": "central",
    "people_admin:": "central",
    "wagtailadmin_pages:revisions_compare": "draft",
    "catalogue:original": "image",
}
GIVEN: dict[str, Any] = {
    "block_key": BLOCK,
    "block_id": BLOCK,
    "position": 1,
    "part": "file",
    "form": "json",
    "name": "nothing",
    "key": "nothing",
    "uidb36": "1",
    "uidb64": "MQ",
    "path": "images/nothing.svg",
    "label": "notices.notice",
    "kind": "seat_taken",
    "language": "en",
    "content_type_app_name": "catalogue",
    "content_type_model_name": "lessonpage",
    "app_name": "wagtailimages",
    "action_name": "delete",
    "filter_spec": "width-10",
    "object_id": "1",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
}


@dataclass(frozen=True)
class Address:
    """`name` is the URL's, with a page type or a bulk act behind it where several stand at one; `pattern` is the route."""

    name: str
    pattern: str
    kind: str = ""

    @property
    def logs_out(self) -> bool:
        return self.name in {"account_logout", "wagtailadmin_logout"}

    def path(self, side: Side) -> str:
        if self.kind and self.name.startswith("page:"):
            return side.values[self.kind].get_url_parts()[2]
        return "/" + ARGUMENT.sub(lambda found: str(self._value(found, side)), self.pattern)

    def _value(self, found: re.Match[str], side: Side) -> Any:
        argument = found[1] or found[2]
        if argument is None:
            return {r"\d+": side.values["document"].pk, ".*": "a.txt"}[found[4]]
        if thing := THINGS_OF.get(self.name, THINGS).get(argument):
            return side.values[thing].pk
        if argument in KIND_PARTS:
            return self.kind.split(".")[KIND_PARTS.index(argument)]
        if argument in FROM_SIDE:
            return FROM_SIDE[argument](side, self.name)
        return GIVEN.get(argument, 1)


def _pk(side: Side, name: str) -> int:
    thing = next((thing for start, thing in PKS.items() if name.startswith(start)), None)
    return side.values[thing].pk if thing else 1


def _step_key(side: Side, name: str) -> Any:
    return side.values["quiz" if name.startswith("quizzes:") else "lesson"].step_key


FROM_SIDE: dict[str, Callable[[Side, str], Any]] = {
    "pk": _pk,
    "module_key": lambda side, name: side.values["ModulePage"].translation_key,
    "step_key": _step_key,
    "network_id": lambda side, name: side.network.pk,
    "slug": lambda side, name: side.network.slug,
    "user_id": lambda side, name: side.people["author"].pk,
    "number": lambda side, name: side.values["certificate"].number,
    "token": lambda side, name: side.values["invitation"].token,
    "revision_id": lambda side, name: side.values["lesson"].texts.get().revision_id,
}
KIND_PARTS = ("app_label", "model_name", "action")

BULK = [
    f"{model}.{act}"
    for model, acts in {
        "wagtailcore.page": ("delete", "move", "publish", "unpublish"),
        "wagtailimages.image": ("add_tags", "add_to_collection", "delete"),
        "wagtaildocs.document": ("add_tags", "add_to_collection", "delete"),
        "people.user": ("assign_role", "delete", "set_active_state"),
    }.items()
    for act in acts
]
# Which models stand at an address that takes any.
KINDS = {
    "wagtailadmin_pages:choose_parent": ["catalogue.lessonpage"],
    "wagtailadmin_workflows:add_task": ["wagtailcore.groupapprovaltask"],
    "wagtailadmin_tag_model_autocomplete": ["x.image"],
    "wagtailadmin_editing_sessions:ping": ["catalogue.lessonpage"],
}


def page_types() -> list[str]:
    return [model.__name__ for model in get_page_models() if model.__module__.startswith(OWN)]


def _patterns(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            plain = route.removesuffix("$").replace(r"\.", ".")
            yield (space + pattern.name if pattern.name else f"unnamed:{plain}"), plain


def addresses() -> Iterator[Address]:
    for name, pattern in _patterns(get_resolver()):
        if name == "wagtail_serve":
            yield from (Address(f"page:{kind}", pattern, kind) for kind in page_types())
        elif name == "wagtail_bulk_action":
            yield from (Address(f"{name}:{kind}", f"{pattern}?id=all", kind) for kind in BULK)
        elif name in KINDS:
            yield from (Address(name, pattern, kind) for kind in KINDS[name])
        else:
            yield Address(name, pattern)


ADDRESSES = list(addresses())
