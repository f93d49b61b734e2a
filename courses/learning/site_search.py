"""One's own lessons in the site's search; /learn/search/ shows the rest."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.core.excerpts import excerpt
from cms.pages.search import Group, Query, Result
from courses.learning.queries import enrolments_of
from courses.learning.search import MOST_WORDS, Hit, readable_outlines, search


def own_lessons(request: HttpRequest, query: Query) -> Group | None:
    if not request.user.is_authenticated:
        return None
    outlines = readable_outlines(enrolments_of(request.user), language=query.language, now=timezone.now())
    words = query.words[:MOST_WORDS]
    found = search(outlines, words)
    return Group(
        "lessons",
        _("Your lessons"),
        [_result(hit, words) for hit in found.hits],
        found.page.paginator.count,
        more_url=f"{reverse('learning:search_all')}?{urlencode({'q': request.GET['q']})}",
    )


def _result(hit: Hit, words: tuple[str, ...]) -> Result:
    network = hit.shelf.module.network
    return Result(
        title=excerpt(hit.shelf.step.title, words, whole=True),
        text=hit.excerpt if hit.passage.position else (),
        language=hit.language,
        url=hit.url,
        network_slug=network.slug,
        network_name=network.name,
    )
