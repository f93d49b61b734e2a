"""The admin's ways to delete a file say why one that an edition shows stays.

Wagtail's own views know no hook for it; ours stand before them under the same addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from wagtail.admin import messages
from wagtail.documents.models import Document
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as several_documents
from wagtail.images.models import Image
from wagtail.images.views import images
from wagtail.images.views import multiple as several_images

from courses.editions.files import why_kept

EDITORS = {Image: "wagtailimages:edit", Document: "wagtaildocs:edit"}


class KeptFile:
    """Over a view that deletes `self.object`."""

    object: Image | Document

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._kept(request) or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = self._kept(request)
        if kept:
            return kept
        try:
            return super().post(request, *args, **kwargs)
        except ProtectedError:
            # An edition took it in between.
            return self._kept(request) or redirect(EDITORS[type(self.object)], self.object.pk)

    def _kept(self, request: HttpRequest) -> HttpResponse | None:
        sentence = why_kept(self.object)
        if not sentence:
            return None
        messages.error(request, sentence)
        return redirect(EDITORS[type(self.object)], self.object.pk)


class KeptUpload:
    """Over the view that takes back a file from a list of those just uploaded, asked by a script."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ProtectedError:
            return JsonResponse({"success": False, "error_message": why_kept(self.object)}, status=409)


class DeletePicture(KeptFile, images.DeleteView):
    pass


class DeleteDocument(KeptFile, documents.DeleteView):
    pass


class TakeBackPicture(KeptUpload, several_images.DeleteView):
    pass


class TakeBackDocument(KeptUpload, several_documents.DeleteView):
    pass


def before_wagtails_own() -> list[URLPattern]:
    """Without names: those that lead to Wagtail's views lead here."""
    return [
        path("images/<int:image_id>/delete/", DeletePicture.as_view()),
        path("images/multiple/<int:image_id>/delete/", TakeBackPicture.as_view()),
        path("documents/delete/<int:document_id>/", DeleteDocument.as_view()),
        path("documents/multiple/<int:doc_id>/delete/", TakeBackDocument.as_view()),
    ]


def refuse_to_delete_several_files(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """`before_bulk_action`: none of them is deleted where one can't be."""
    if action_type != "delete":
        return None
    files = [one for one in objects if isinstance(one, Image | Document)]
    sentence = next((sentence for one in files if (sentence := why_kept(one))), "")
    if not sentence:
        return None
    messages.error(request, sentence)
    return redirect(action.next_url)
