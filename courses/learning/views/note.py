"""What a trainee keeps for themselves at a passage. Their own only: for everybody else there is nothing here."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cms.core.saying import active_language
from courses.learning.actions import keep_note
from courses.learning.actions.note import Kept
from courses.learning.attachment import attachment
from courses.learning.enums import NoteOutcome
from courses.learning.forms import NoteForm
from courses.learning.margin import margin_of
from courses.learning.models import Note
from courses.learning.notebook import as_markdown, chapters_of
from courses.learning.place import Place
from courses.learning.quotation import Quotation, quotation_at, quotation_of
from courses.learning.today import course_of
from courses.learning.views.own import own_enrolment, own_only, place_of
from courses.learning.who_helps import help_context

REMOVE = "remove"
BOOKMARKS = {"bookmark": True, "unbookmark": False, REMOVE: False}


@login_required
@own_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, enrolment_id: int, step_key: uuid.UUID, block_key: uuid.UUID) -> HttpResponse:
    """The note at one passage. Asked by notes.js it answers with the part that stands beside the passage."""
    place = place_of(request, enrolment_id, step_key, now=timezone.now())
    if isinstance(place, HttpResponse):
        return place
    stored = Note.all_objects.filter(
        enrolment=place.enrolment, step_key=step_key, block_key=block_key
    ).first()
    quotation = quotation_at(place, block_key) or (quotation_of(stored) if stored else None)
    if quotation is None:
        raise Http404
    if request.method != "POST":
        shown = {"text": stored.text, "seen": stored.seen} if stored else {}
        return _form_page(request, place, quotation, _form(quotation, initial=shown), stored)
    form = _form(quotation, request.POST)
    if not form.is_valid():
        return _form_page(request, place, quotation, form, stored, status=422)
    return _save(request, place, quotation, form, stored)


def _form(quotation: Quotation, *data: Any, **options: Any) -> NoteForm:
    """Several may be open on one page: each has ids of its own."""
    return NoteForm(*data, auto_id=f"n-{quotation.block_key}-%s", **options)


def _save(
    request: HttpRequest, place: Place, quotation: Quotation, form: NoteForm, stored: Note | None
) -> HttpResponse:
    """Each button saves what is typed; the note is gone where neither words nor a bookmark are left."""
    act = request.POST.get("act", "")
    text = "" if act == REMOVE else form.cleaned_data["text"]
    bookmarked = BOOKMARKS.get(act)
    if stored is None and not text and not bookmarked:
        form.add_error("text", _("Write something, or set a bookmark."))
        return _form_page(request, place, quotation, form, stored, status=422)
    kept = keep_note(
        place.enrolment,
        quotation=quotation,
        text=text,
        bookmarked=bookmarked,
        seen=form.cleaned_data["seen"],
        now=place.now,
    )
    if kept.outcome == NoteOutcome.CONFLICT and kept.note:
        # What was written stays in the form, which has now seen what is stored: saving again replaces that.
        again = _form(quotation, initial={"text": form.cleaned_data["text"], "seen": kept.note.seen})
        return _form_page(request, place, quotation, again, kept.note, status=409, conflict=True)
    return _kept(request, place, str(quotation.block_key), kept)


def _form_page(
    request: HttpRequest,
    place: Place,
    quotation: Quotation,
    form: NoteForm,
    stored: Note | None,
    *,
    status: int = 200,
    conflict: bool = False,
) -> HttpResponse:
    context = place.context() | {
        "quotation": quotation,
        "form": form,
        "note": stored,
        "conflict": conflict,
        "back": f"{place.url}#b-{quotation.block_key}",
    }
    template = "learning/_note_form.html" if request.htmx else "learning/note.html"
    return _beside(render(request, template, context, status=status))


def _kept(request: HttpRequest, place: Place, key: str, kept: Kept) -> HttpResponse:
    if request.htmx:
        notes = {key: kept.note} if kept.note else {}
        margin = margin_of(notes, url=place.url, language=place.text.language)
        return _beside(HttpResponse(margin(key)))
    if kept.outcome == NoteOutcome.REMOVED:
        messages.success(request, _("The note is gone."))
    else:
        messages.success(request, _("Saved. Only you see it."))
    return redirect(f"{place.url}#b-{key}")


def _beside(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@own_only
@never_cache
@require_GET
def notes(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """The notes of one course."""
    enrolment = own_enrolment(request, enrolment_id)
    chapters = chapters_of(Note.all_objects.filter(enrolment=enrolment), language=active_language())
    course = course_of(enrolment, language=active_language())
    context = {"chapters": chapters, "enrolment": enrolment, "course": course, "of_course": True}
    return render(request, "learning/notes.html", context | help_context(enrolment))


@login_required
@own_only
@never_cache
@require_GET
def all_notes(request: HttpRequest) -> HttpResponse:
    """Those of every course, also of one that was left."""
    chapters = chapters_of(Note.all_objects.of(request.user), language=active_language())
    return render(request, "learning/notes.html", {"chapters": chapters})


@login_required
@own_only
@never_cache
@require_GET
def notes_file(request: HttpRequest, enrolment_id: int | None = None) -> HttpResponse:
    """The same as a Markdown file, of one course or of all."""
    if enrolment_id is None:
        mine = Note.all_objects.of(request.user)
    else:
        mine = Note.all_objects.filter(enrolment=own_enrolment(request, enrolment_id))
    chapters = chapters_of(mine, language=active_language())
    name = chapters[0].title if enrolment_id is not None and chapters else ""
    return attachment(
        as_markdown(chapters),
        name=_("My notes, %(course)s") % {"course": name} if name else _("My notes"),
        suffix="md",
        content_type="text/markdown",
    )
