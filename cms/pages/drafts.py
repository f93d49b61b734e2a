"""Pages with changes that nobody has published, as lines on the admin's home."""

from __future__ import annotations

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, get_page_models

from cms.core.saying import say_language
from cms.networks.enums import MANAGING_ROLES, Role
from cms.networks.home_lines import MOST_SHOWN, HomeLine
from cms.networks.scope import scope_of
from cms.pages.models import NetworkPage
from cms.pages.rights import PAGE_RIGHTS

# Drafts: never published yet, or live with later changes. What was taken offline on purpose waits for nobody.
DRAFTS = Q(first_published_at__isnull=True) | Q(live=True, has_unpublished_changes=True)


def waiting_drafts(request: HttpRequest) -> list[HomeLine]:
    """Those that the person's roles in each network let them write, the latest first. Three queries."""
    roles: dict[int, set[Role]] = defaultdict(set)
    for network, role in scope_of(request.user).memberships:
        roles[network].add(Role(role))
    theirs, publishing = _their_pages(roles)
    if not theirs:
        return []
    drafts = Page.objects.filter(theirs, DRAFTS, alias_of__isnull=True).select_related("locale")
    found = drafts.order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")
    shown = list(found[: MOST_SHOWN + 1])
    lines = [_line(page, may_publish=(page.path, page.content_type_id) in publishing) for page in shown]
    return [*lines[:MOST_SHOWN], *_rest(found.count() - MOST_SHOWN)] if len(shown) > MOST_SHOWN else lines


class _Publishing:
    """Which types of page may be published below which paths."""

    def __init__(self) -> None:
        self.places: list[tuple[str, frozenset[int]]] = []

    def __contains__(self, page: tuple[str, int]) -> bool:
        path, kind = page
        return any(path.startswith(place) and kind in kinds for place, kinds in self.places)


def _their_pages(roles: dict[int, set[Role]]) -> tuple[Q, _Publishing]:
    writers = {
        ContentType.objects.get_for_model(model).pk: model.roles_that_write
        for model in get_page_models()
        if hasattr(model, "roles_that_write")
    }
    writers[ContentType.objects.get_for_model(NetworkPage).pk] = MANAGING_ROLES
    publishers = {role for role, rights in PAGE_RIGHTS.items() if "publish_page" in rights}
    theirs, publishing = Q(), _Publishing()
    for path, network in NetworkPage.objects.filter(network__in=roles).values_list("path", "network_id"):
        held = roles[network]
        written = frozenset(kind for kind, writing in writers.items() if writing & held)
        published = frozenset(kind for kind, writing in writers.items() if writing & held & publishers)
        if written:
            theirs |= Q(path__startswith=path, content_type__in=written)
            publishing.places.append((path, published))
    return theirs, publishing


def _line(page: Page, *, may_publish: bool) -> HomeLine:
    sentence = (
        _("“%(title)s” (%(language)s) has changes that are not published.")
        if may_publish
        else _("“%(title)s” (%(language)s) has changes that a reviewer has not published yet.")
    )
    said = {"title": page.get_admin_display_title(), "language": say_language(page.locale.language_code)}
    return HomeLine(sentence % said, reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Open"))


def _rest(number: int) -> list[HomeLine]:
    sentence = ngettext(
        "%(count)d more page has changes that are not published.",
        "%(count)d more pages have changes that are not published.",
        number,
    )
    return [HomeLine(sentence % {"count": number}, reverse("wagtailadmin_explore_root"), _("See the pages"))]
