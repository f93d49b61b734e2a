"""A sending authority's list: for whoever took its letter up, also to read that it is gone; 404 for anybody else."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.core.errors import Refusal
from cms.networks.admin_pages import named_or_404
from cms.notices.models import Notice
from courses.cohorts.actions.nomination import move_up, propose, withdraw_nominee
from courses.cohorts.models import Nominee, SendingAuthority
from courses.cohorts.nomination_forms import NomineeForm
from courses.cohorts.nomination_notices import AskedNoMore, subject_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nominations(request: HttpRequest, authority_id: int) -> HttpResponse:
    """POST proposes somebody, or `up` (an id) moves them before the one above, `remove` (an id) takes them out."""
    mine = SendingAuthority.all_objects.of_nominator(request.user).select_related("cohort__network")
    authority = mine.filter(pk=authority_id).first()
    if authority is None:
        return _asked_no_more(request, authority_id)
    form = NomineeForm(request.POST if request.method == "POST" and "name" in request.POST else None)
    if request.method == "POST":
        try:
            if _done(request, authority, form):
                return redirect("cohorts:nominations", authority.pk)
        except Refusal as refusal:
            if not form.is_bound:
                messages.error(request, str(refusal))
                return redirect("cohorts:nominations", authority.pk)
            form.add_error(form.REFUSED.get(refusal.code), str(refusal))
    context = {
        "authority": authority,
        "cohort": authority.cohort,
        "nominees": authority.nominees.in_order().select_related("country"),
        "open": authority.is_open_at(timezone.now()),
        "form": form,
    }
    return render(request, "cohorts/nominations.html", context)


def _asked_no_more(request: HttpRequest, authority_id: int) -> HttpResponse:
    """As they were told when the host took it back; nothing else is left of the list."""
    told = Notice.objects.filter(
        recipient=request.user, kind=AskedNoMore.key, subject=subject_of(authority_id)
    ).first()
    if told is None:
        raise Http404
    return render(request, "cohorts/nominations_over.html", {"said": told.facts}, status=410)


def _done(request: HttpRequest, authority: SendingAuthority, form: NomineeForm) -> bool:
    said, now = request.POST, timezone.now()
    nominees = Nominee.all_objects.filter(authority=authority).select_related("authority")
    if "up" in said:
        move_up(named_or_404(nominees, said["up"]), by=request.user, now=now)
    elif "remove" in said:
        nominee = named_or_404(nominees, said["remove"])
        withdraw_nominee(nominee, by=request.user, now=now)
        messages.success(request, _("%(name)s is taken out.") % {"name": nominee.name})
    elif not form.is_bound or not form.is_valid():
        return False
    else:
        propose(authority, **form.cleaned_data, by=request.user, now=now)
        messages.success(request, _("%(name)s stands in your list.") % {"name": form.cleaned_data["name"]})
    return True
