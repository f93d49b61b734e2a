"""Attempts in the admin, for who follows a cohort's people: what they answered, and what is to decide.

Organisers and the facilitators whom a cohort names decide; the secretariat reads. Everybody else
gets 404, as for an attempt that isn't there.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from assessments.quizzes.actions import add_minutes, decide_late
from assessments.quizzes.assessment import AttemptSheet, sheet_of, with_quiz_titles
from assessments.quizzes.forms import AddedMinutesForm, LateDecisionForm
from assessments.quizzes.models import Attempt, AttemptQuestion
from cms.core.errors import NotAllowed, Refusal
from cms.core.saying import active_language
from cms.core.scoping import scope_set
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from courses.cohorts.models import Cohort
from courses.cohorts.permissions import may_mark
from courses.learning.announcement_panels import ways_to_write
from courses.learning.viewing import ways_to_view

PAGE_SIZE = 50
FILTERS = {
    "waiting": gettext_lazy("Waiting for a decision"),
    "under_way": gettext_lazy("Under way"),
    "all": gettext_lazy("All"),
}


class AttemptsView(WagtailAdminTemplateMixin, TemplateView):
    """The attempts that wait for a decision, or those under way, or all; of one cohort or of all, a page at a time.

    Unless it is said which, those that wait, if any does.
    """

    page_title = gettext_lazy("Attempts")
    header_icon = "clipboard-list"
    template_name = "quizzes/admin/attempts.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.cohorts:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def cohorts(self) -> list[Cohort]:
        return list(Cohort.all_objects.followed_by(self.request.user).order_by("-starts", "pk"))

    @cached_property
    def shown(self) -> str:
        shown = self.request.GET.get("show")
        if shown in FILTERS:
            return shown
        return "waiting" if self.followed.filter(waiting=True).exists() else "all"

    @property
    def followed(self) -> QuerySet[Attempt]:
        return Attempt.all_objects.for_user(self.request.user).with_waiting()

    @cached_property
    def cohort(self) -> Cohort | None:
        wanted = self.request.GET.get("cohort", "")
        return next((cohort for cohort in self.cohorts if str(cohort.pk) == wanted), None)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def attempts(self) -> QuerySet[Attempt]:
        found = self.followed
        if self.cohort is not None:
            found = found.filter(enrolment__cohort=self.cohort)
        if self.shown == "waiting":
            found = found.filter(waiting=True)
        elif self.shown == "under_way":
            found = found.active()
        return found.select_related("enrolment__user", "enrolment__cohort").order_by("-started_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items: Page = Paginator(self.attempts(), PAGE_SIZE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "attempts": with_quiz_titles(list(items), active_language()),
            "items": items,
            "elided_page_range": items.paginator.get_elided_page_range(items.number),
            "filters": FILTERS,
            "shown": self.shown,
            "cohorts": self.cohorts,
            "cohort": self.cohort,
        }


class AttemptView(WagtailAdminTemplateMixin, TemplateView):
    """One attempt. POST adds minutes while it runs; what is refused is said beside the form."""

    header_icon = "clipboard-list"
    template_name = "quizzes/admin/attempt.html"

    @cached_property
    def attempt(self) -> Attempt:
        found = Attempt.all_objects.for_user(self.request.user).with_place()
        return get_object_or_404(
            found.select_related("enrolment__cohort__network"), pk=self.kwargs["attempt_id"]
        )

    @cached_property
    def sheet(self) -> AttemptSheet:
        return sheet_of(self.attempt, language=active_language(), now=timezone.now())

    @cached_property
    def may_mark(self) -> bool:
        return may_mark(self.request.user, self.attempt.enrolment.cohort)

    @property
    def view_as_url(self) -> str:
        enrolment = self.attempt.enrolment
        return ways_to_view(self.request, enrolment.cohort, [enrolment]).get(enrolment.pk, "")

    @property
    def write_url(self) -> str:
        enrolment = self.attempt.enrolment
        return ways_to_write(self.request, enrolment.cohort, [enrolment]).get(enrolment.pk, "")

    def get_page_title(self) -> str:
        return _("Attempt %(number)s") % {"number": self.attempt.number}

    def get_page_subtitle(self) -> str:
        return str(self.attempt.enrolment.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("assessment:attempts"), "label": _("Attempts")},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trainee = self.attempt.enrolment.user
        log_access(self.request.user, kind=AccessKind.VIEW, subject=trainee, now=timezone.now())
        adds = self.may_mark and self.sheet.takes_minutes
        return super().get_context_data(**kwargs) | {
            "attempt": self.attempt,
            "sheet": self.sheet,
            "waiting": [(line, self.form_for(line.question)) for line in self.sheet.waiting],
            "may_mark": self.may_mark,
            "view_as_url": self.view_as_url,
            "write_url": self.write_url,
            "minutes_form": kwargs.get("minutes_form") or (AddedMinutesForm() if adds else None),
        }

    def form_for(self, question: AttemptQuestion) -> LateDecisionForm | None:
        """The form of this question: the one that was sent, if it was this one's."""
        if not self.may_mark:
            return None
        sent = self.request.method == "POST" and self.kwargs.get("position") == question.position
        if sent and hasattr(self, "sent_form"):
            return self.sent_form
        return LateDecisionForm(
            self.request.POST if sent else None,
            answers=self.sheet.late_answers(question),
            prefix=f"q{question.position}",
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AddedMinutesForm(request.POST)
        if form.is_valid() and self.acted(form):
            messages.success(request, _("The minutes are added. The attempt's end has moved."))
            return redirect("assessment:attempt", self.attempt.pk)
        return self.render_to_response(self.get_context_data(minutes_form=form))

    def act(self, form: Form) -> None:
        add_minutes(self.attempt, **form.cleaned_data, by=self.request.user, now=timezone.now())

    def acted(self, form: Form) -> bool:
        """Whether the action went through; a refusal stands in the form."""
        try:
            with scope_set(None):
                self.act(form)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return False
        return True


class LateDecisionView(AttemptView):
    """POST decides on one question's late answers."""

    http_method_names = ["post"]

    @cached_property
    def question(self) -> AttemptQuestion:
        position = self.kwargs["position"]
        found = next((q for q in self.sheet.questions if q.position == position), None)
        if found is None or not self.sheet.late_answers(found):
            raise Http404
        found.attempt = self.attempt
        return found

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.may_mark:
            raise PermissionDenied
        self.sent_form = form = LateDecisionForm(
            request.POST, answers=self.sheet.late_answers(self.question), prefix=f"q{self.question.position}"
        )
        if form.is_valid() and self.acted(form):
            messages.success(request, _("The decision is recorded."))
            return redirect("assessment:attempt", self.attempt.pk)
        if self.question not in [line.question for line in self.sheet.waiting]:
            messages.error(request, " ".join(form.non_field_errors()))
            return redirect("assessment:attempt", self.attempt.pk)
        return self.render_to_response(self.get_context_data())

    def act(self, form: Form) -> None:
        decide_late(
            self.question,
            counted=form.late_response(),
            by=self.request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
