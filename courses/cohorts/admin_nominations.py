"""Whom sending authorities propose for a cohort: for its organisers; others who see the cohort are told no."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.scoping import scope_set
from cms.networks.admin_pages import named_or_404, paged
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from courses.cohorts.actions.nomination import ask_to_nominate, decline, select, take_back_asking
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.application_forms import RefusalForm
from courses.cohorts.enums import NomineeState
from courses.cohorts.invitation_terms import room_in
from courses.cohorts.models import Nominee, SendingAuthority
from courses.cohorts.nomination_forms import AskingForm
from courses.cohorts.personal_data import name_of_list


class NominationsView(CohortPage):
    """POST asks an authority, or answers: `select` (id), `decline` (id) with `reason`, `take_back` (an authority's id)."""

    page_title = gettext_lazy("People proposed")
    header_icon = "mail"
    template_name = "cohorts/admin/nominations.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = self._shown()
        log_access(request.user, kind=AccessKind.VIEW, about=name_of_list(self.cohort), now=timezone.now())
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "decline" in request.POST:
            return self._decline(request)
        if not {"select", "take_back"} & request.POST.keys():
            return self._ask(request)
        try:
            with scope_set(None):
                said = self._select() if "select" in request.POST else self._take_back()
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect("cohort:nominations", self.cohort.pk)

    def _select(self) -> str:
        nominee = named_or_404(self._nominees, self.request.POST["select"])
        select(nominee, by=self.request.user, now=timezone.now())
        return _("%(name)s is selected and invited; the authority is told.") % {"name": nominee.name}

    def _take_back(self) -> str:
        authority = named_or_404(self._authorities, self.request.POST["take_back"])
        take_back_asking(authority, by=self.request.user, now=timezone.now())
        return _("%(name)s is asked no more.") % {"name": authority.name}

    def _decline(self, request: HttpRequest) -> HttpResponse:
        nominee = named_or_404(self._nominees, request.POST["decline"])
        form = RefusalForm(request.POST, auto_id=f"id_{nominee.pk}_%s")
        if form.is_valid():
            try:
                with scope_set(None):
                    decline(nominee, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The authority is told, with your reason."))
                return redirect("cohort:nominations", self.cohort.pk)
        return self._shown(declined={nominee.pk: form})

    def _ask(self, request: HttpRequest) -> HttpResponse:
        form = self._asking_form(request.POST)
        if form.is_valid():
            try:
                with scope_set(None):
                    ask_to_nominate(self.cohort, **form.cleaned_data, by=request.user, now=timezone.now())
            except Refusal as refusal:
                form.add_error(form.REFUSED.get(refusal.code), str(refusal))
            else:
                messages.success(request, _("The letter is on its way."))
                return redirect("cohort:nominations", self.cohort.pk)
        return self._shown(form=form)

    def _asking_form(self, said: QueryDict | None = None) -> AskingForm:
        today = timezone.now().astimezone(ZoneInfo(self.cohort.time_zone)).date()
        return AskingForm(said, closes=self.cohort.enrolment_closes_on, today=today)

    @property
    def _authorities(self) -> Any:
        return SendingAuthority.all_objects.filter(cohort=self.cohort).select_related("nominator")

    @property
    def _nominees(self) -> Any:
        related = Nominee.all_objects.select_related("authority__cohort__network", "country")
        return related.filter(authority__cohort=self.cohort).in_order()

    def _shown(
        self, *, form: AskingForm | None = None, declined: dict[int, RefusalForm] | None = None
    ) -> HttpResponse:
        lists: dict[int, list[tuple[Nominee, RefusalForm | None]]] = {}
        page = paged(self.request, self._authorities)
        for nominee in self._nominees.filter(authority__in=list(page["items"])):
            answered = nominee.state == NomineeState.SELECTED
            reason = (declined or {}).get(nominee.pk) or RefusalForm(auto_id=f"id_{nominee.pk}_%s")
            lists.setdefault(nominee.authority_id, []).append((nominee, None if answered else reason))
        context = self.get_context_data(
            form=form or self._asking_form(),
            lists=[(authority, lists.get(authority.pk, [])) for authority in page["items"]],
            room=room_in(self.cohort, now=timezone.now()),
            **page,
        )
        return self.render_to_response(context)
