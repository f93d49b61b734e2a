from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cms.notices import post, unsubscribing
from cms.notices.actions import mark_read
from cms.notices.choices import choose_kinds
from cms.notices.forms import ChoiceForm
from cms.notices.kinds import UnknownKind, kind_of
from cms.notices.listing import listed
from cms.notices.models import Notice
from cms.notices.writing import letter_language

ON_A_PAGE = 20


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everybody, what they were told."""
    notices = Notice.objects.of(request.user).order_by("-created_at", "-pk")
    page = Paginator(notices, ON_A_PAGE).get_page(request.GET.get("page"))
    told = listed(page, to=request.user)
    context = {"page_obj": page, "told": told, "unread": any(one.is_new for one in told)}
    return render(request, "notices/mine.html", context)


@login_required
@require_safe
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """To the page that a notice of theirs speaks of; it counts as read from then on."""
    notice = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    try:
        entry = kind_of(notice.kind).entry(notice)
    except UnknownKind as gone:
        raise Http404 from gone
    mark_read(Notice.objects.filter(pk=notice.pk), by=request.user, now=timezone.now())
    return redirect(entry)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everybody, for themselves, as often as they like."""
    mark_read(Notice.objects.of(request.user), by=request.user, now=timezone.now())
    return redirect("notices:mine")


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Everybody, for themselves, as often as they like."""
    form = ChoiceForm(request.POST, person=request.user)
    if form.is_valid():
        choose_kinds(request.user, wanted=form.cleaned_data["wanted"])
        messages.success(request, _("We write to you as you have chosen."))
    else:
        messages.error(request, _("This choice is no longer offered. Choose again from the list."))
    return redirect(reverse("people:account", fragment="notices"))


@login_required
@require_POST
def revive(request: HttpRequest) -> HttpResponse:
    """Everybody, for their own address, as often as they like: one more refusal, and it rests again."""
    post.revive(request.user.email)
    messages.success(request, _("From the next e-mail on we write to your address again."))
    return redirect(reverse("people:account", fragment="notices"))


@never_cache
@csrf_exempt  # the reader's mail program posts here by itself, RFC 8058
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link from the e-mail, without signing in, as often as they like; the page is read only until they press."""
    found = unsubscribing.read(token)
    if found is None:
        return render(request, "notices/off_unknown.html", status=404)
    person, kinds = found
    done = ""
    if request.method == "POST":
        done = "on" if "on" in request.POST else "off"
        unsubscribing.set_off(person, kinds, off=done == "off")
    context = {"kinds": [kind_of(kind).optional for kind in kinds], "done": done}
    # In the language of the e-mail, until whoever reads it chooses another.
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with translation.override(get_language() if chosen else letter_language(person.language)):
        return render(request, "notices/off.html", context)
