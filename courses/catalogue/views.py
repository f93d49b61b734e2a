"""Files of lessons. They are not public: each view says who may."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision
from wagtail.permissions import policy_registry

from cms.core.file_response import file_response
from cms.core.wiring import load
from courses.catalogue.contents import Family, kind_named
from courses.catalogue.models import LessonPage
from courses.catalogue.offered import DOCUMENT, find_offered

PICTURE_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
}


@require_safe
def file(request: HttpRequest, revision_id: int, block_id: uuid.UUID, part: str) -> HttpResponseBase:
    """For who is taught this text or may edit its page; to everybody else there is none."""
    revision = get_object_or_404(Revision.page_revisions, pk=revision_id)
    page = revision.content_object
    if not isinstance(page.specific if page else None, LessonPage):
        raise Http404
    if not _may_read(request, revision_id, now=timezone.now()) and not _may_edit(request.user, page):
        raise Http404
    offered = find_offered(json.loads(revision.content["body"]), block_id, part)
    if offered is None:
        raise Http404
    model = get_document_model() if offered.kind == DOCUMENT else get_image_model()
    return _response(request, get_object_or_404(model, pk=offered.row))


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A picture as it was uploaded, in previews of drafts: for who works with it in the admin."""
    model = get_image_model()
    image = get_object_or_404(model, pk=pk)
    policy = policy_registry.get_by_type(model)
    if not policy.user_has_any_permission_for_instance(request.user, ["change", "delete", "choose"], image):
        raise Http404
    return _response(request, image)


def _may_read(request: HttpRequest, revision_id: int, *, now: datetime) -> bool:
    return any(door(request, revision_id, now=now) for door in load("TEXT_DOORS"))


def _may_edit(user: Any, page: Any) -> bool:
    return user.is_authenticated and page.specific.permissions_for_user(user).can_edit()


def _response(request: HttpRequest, row: Any) -> HttpResponseBase:
    """The content type is that of the kind that was judged, never what a name or an uploader says."""
    ending = row.file.name.rpartition(".")[2].lower()
    kind = kind_named(row.file.name)
    content_type = kind.content_type if kind else PICTURE_TYPES.get(ending)
    if content_type is None:
        raise Http404
    name = f"{slugify(row.title, allow_unicode=True) or 'file'}.{ending}"
    try:
        return file_response(
            request,
            row.file,
            content_type=content_type,
            name=name,
            etag=row.file_hash or f"{row._meta.model_name}-{row.pk}",
            attachment=bool(kind and kind.family == Family.DOCUMENT),
        )
    except FileNotFoundError:
        raise Http404 from None
