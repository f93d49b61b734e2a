"""The directory of people: for who is signed in and belongs to a network; 404 for anybody else who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.core.errors import Refusal
from cms.networks.permissions import is_in_a_network
from cms.pages.directory.actions import agree, leave, write_to
from cms.pages.directory.forms import DirectoryFilter, EntryForm, MessageForm
from cms.pages.directory.models import Listing

PAGE_SIZE = 24
View = Callable[..., HttpResponse]


def for_members(view: View) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_in_a_network(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(inner)


@for_members
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    form = DirectoryFilter(request.GET, user=request.user)
    said = form.said()
    listed = Listing.objects.for_user(request.user).narrowed(**said).with_networks()
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "narrowed": bool(said),
        "page_obj": page,
        "networks": [held.network for listing in page for held in listing.user.memberships.all()],
        "own": Listing.objects.filter(user=request.user).first(),
    }
    return render(request, "pages/directory/people.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest) -> HttpResponse:
    listing = Listing.objects.filter(user=request.user).first()
    form = EntryForm(request.POST or None, user=request.user, listing=listing)
    if form.is_valid() and _kept(request, form):
        return redirect("directory:people")
    return render(request, "pages/directory/entry.html", {"form": form})


def _kept(request: HttpRequest, form: EntryForm) -> bool:
    said = form.cleaned_data
    if not said["listed"]:
        leave(request.user)
        messages.success(request, _("You are not listed in the directory."))
        return True
    try:
        agree(
            request.user,
            languages=said["languages"],
            shows_email=said["shows_email"],
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("listed", str(refusal))
        return False
    messages.success(request, _("You are listed in the directory."))
    return True


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, listing_id: int) -> HttpResponse:
    """To whoever is listed but oneself: once a day to each, twenty a day in all."""
    others = Listing.objects.for_user(request.user).exclude(user=request.user).select_related("user")
    listing = get_object_or_404(others, pk=listing_id)
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            write_to(listing, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Your message to %(person)s is on its way.") % {"person": listing.user.display_name},
            )
            return redirect("directory:people")
    return render(request, "pages/directory/write.html", {"form": form, "person": listing.user})
