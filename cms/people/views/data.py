"""One's own data: what there is, as a file, and erasure. Everybody, of their own only."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.people.actions import erase_person, hindrances
from cms.people.forms import ErasureForm
from cms.people.models import User
from cms.people.personal_data import Accesses
from cms.people.records import ExportEncoder, PersonalRecords, records

MOST_ACCESSES = 20


@login_required
@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    held = [(each, each.rows(request.user).count()) for each in records() if each.of_person]
    context = {
        "held": [(each, number) for each, number in held if number],
        "named": [each for each in records() if not each.of_person],
        "accesses": list(Accesses.rows(request.user)[:MOST_ACCESSES]),
    }
    return render(request, "people/my_data.html", context)


@login_required
@reauthentication_required
@never_cache
@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The same rows as JSON for programs, or as a page to read without the network."""
    now = timezone.now()
    parts = _parts(request.user)
    if form == "json":
        data = {"exported": now, "records": [part for part in parts if part["rows"]]}
        response: HttpResponse = JsonResponse(
            data, encoder=ExportEncoder, json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
    else:
        response = HttpResponse(
            render_to_string("people/my_data_file.html", {"parts": parts, "now": now, "person": request.user})
        )
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.{form}"'
    return response


def _parts(user: User) -> list[dict[str, Any]]:
    return [_part(each, user) for each in records() if each.of_person]


def _part(each: type[PersonalRecords], user: User) -> dict[str, Any]:
    return {
        "title": str(each.title),
        "purpose": str(each.purpose),
        "kept": str(each.kept),
        "rows": list(each.export(user)),
    }


@login_required
@reauthentication_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """GET says what goes and what stays; POST erases who has ticked that they understand."""
    form, hindered = ErasureForm(request.POST if request.method == "POST" else None), hindrances(request.user)
    if request.method == "POST" and form.is_valid() and not hindered:
        person = User.objects.get(pk=request.user.pk)
        erase_person(person, by=person, now=timezone.now())
        logout(request)
        messages.success(request, _("Your account is erased. What we held of you has gone with it."))
        return redirect("/")
    context = {
        "hindered": hindered,
        "form": form,
        "going": [each for each in records() if each.of_person and each.rows(request.user).exists()],
    }
    return render(request, "people/erase.html", context, status=409 if request.method == "POST" else 200)
