"""Doors of Wagtail's admin that ask for less than our roles say."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from taggit.models import Tag, TaggedItem
from wagtail.admin import messages
from wagtail.admin.views.pages.create import AddSubpageView
from wagtail.models import Page, PageQuerySet

from cms.pages.own_things import DOCUMENT, PAGE, PICTURE, own_things
from cms.pages.permissions import may_write_type

MOST_TAGS = 10


def only_types_of_own_roles(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> HttpResponse | None:
    """Wagtail asks whether something may be added below `parent`, not what."""
    if may_write_type(request.user, parent, page_class, publish="action-publish" in request.POST):
        return None
    messages.error(
        request,
        _("Your roles in this network don't let you add a page of the kind “%(kind)s”. Ask its manager.")
        % {"kind": page_class.get_verbose_name()},
    )
    return redirect("wagtailadmin_explore", parent.pk)


def only_own_pages_in_choosers(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Choosers list every page of the site, drafts too."""
    return pages.filter(pk__in=own_things(request.user, PAGE).values("pk"))


def complete_own_tags(request: HttpRequest) -> JsonResponse:
    """Wagtail offers every tag of the site; here those of pictures and documents that the person may use."""
    term = request.GET.get("term", "")
    if not term or "\0" in term:
        return JsonResponse([], safe=False)
    used = Q(pk__in=[])
    for kind in (PICTURE, DOCUMENT):
        things = own_things(request.user, kind)
        used |= Q(
            pk__in=TaggedItem.objects.filter(
                content_type=ContentType.objects.get_for_model(things.model),
                object_id__in=things.values("pk"),
            ).values("tag")
        )
    names = Tag.objects.filter(used, name__istartswith=term).order_by("name").values_list("name", flat=True)
    return JsonResponse(list(names[:MOST_TAGS]), safe=False)


class AddOwnTypes(AddSubpageView):
    """Wagtail's choice of what to add below a page, without what the person's roles don't let them add."""

    def dispatch(self, request: HttpRequest, parent_page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().dispatch(request, parent_page_id, *args, **kwargs)
        if not isinstance(answer, TemplateResponse) or answer.context_data is None:
            return answer
        own = [kind for kind in self.page_types if self._may_add(*kind[1:3])]
        if len(own) == 1:
            _name, app, model, _description = own[0]
            return redirect("wagtailadmin_pages:add", app, model, self.parent_page.pk)
        answer.context_data["page_types"] = own
        return answer

    def _may_add(self, app: str, model: str) -> bool:
        page_class = ContentType.objects.get_by_natural_key(app, model).model_class()
        return page_class is not None and may_write_type(self.request.user, self.parent_page, page_class)
