from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from cms.core.errors import NotAllowed, Refusal
from cms.core.saying import active_language, say_date
from cms.core.scoping import scope_set
from courses.catalogue.models import CoursePage
from courses.cohorts import actions
from courses.cohorts.actions.change import change_cohort, discard_draft
from courses.cohorts.admission import said_restrictions
from courses.cohorts.course_titles import course_of, course_title, courses_to_choose, with_course_title
from courses.cohorts.enums import ASKING_STATES, CohortState
from courses.cohorts.forms import CohortForm
from courses.cohorts.models import Cohort, CohortQuerySet
from courses.cohorts.panels import acts_of, board_panels, enrolment_counts, release_lines
from courses.cohorts.permissions import may_change_cohort
from courses.cohorts.planning.concerns import out_of_reach
from courses.cohorts.planning.drawing import drawn
from courses.cohorts.planning.plan import Plan, award_needs, plan_of


@contextmanager
def _acting() -> Iterator[None]:
    """Actions ask for rights themselves and need rows of other networks: a course's modules have their own."""
    try:
        with scope_set(None):
            yield
    except NotAllowed as refusal:
        raise PermissionDenied from refusal


class _Detail:
    def get_success_url(self) -> str:
        return reverse("cohort:inspect", args=[quote(self.object.pk)])

    def get_success_buttons(self) -> list[Any]:
        return []


REFUSED_FIELDS = {"seats": "capacity", "no_facilitator": "facilitators", "session_outside": "ends"}


class _RefusalBesideTheForm:
    """What an action refuses is said above the form; nothing that was typed is lost."""

    def form_valid(self, form: CohortForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refusal as refusal:
            form.add_error(REFUSED_FIELDS.get(refusal.code), str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class _PlansAhead:
    """POST with `fill` sets the days of all modules by the pattern, with `preview` draws the calendar; neither saves."""

    plan: Plan | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not {"fill", "preview"} & request.POST.keys():
            return super().post(request, *args, **kwargs)
        self.form = form = self.form_of(request.POST)
        if "fill" in request.POST and (filled := form.filled()):
            self.form = form = self.form_of(filled)
        valid = form.is_valid()
        if valid and form.lines:
            self.plan = self._plan(form)
        elif "fill" in request.POST:
            form.keep_quiet()
        return self.render_to_response(self.get_context_data())

    def get_form(self, form_class: type | None = None) -> CohortForm:
        return self.form_of(self.request.POST or None)

    def form_of(self, data: QueryDict | None) -> CohortForm:
        raise NotImplementedError

    def _plan(self, form: CohortForm) -> Plan:
        with scope_set(None):
            return plan_of(
                form.instance,
                releases=form.releases() or [],
                sessions=form.instance.sessions.held() if form.instance.pk else [],
                titles={line.module_key: line.title for line in form.lines},
                language=active_language(),
                reader=self.request.user,
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | drawn(self.plan, language=active_language())


class CohortFilters(WagtailFilterSet):
    state = ChoiceFilter(label=gettext_lazy("State"), choices=CohortState)

    class Meta:
        model = Cohort
        fields = ["state"]


class CohortIndexView(generic.IndexView):
    default_ordering = "-starts"
    filterset_class = CohortFilters
    search_fields = ["name"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("name"),
            Column("network", label=_("Host"), accessor="network.name"),
            Column(
                "course", label=_("Course"), accessor=lambda cohort: cohort.course_title or _("not published")
            ),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column(
                "starts",
                label=_("First day"),
                accessor=lambda cohort: say_date(cohort.starts),
                sort_key="starts",
            ),
            Column(
                "ends", label=_("Last day"), accessor=lambda cohort: say_date(cohort.ends), sort_key="ends"
            ),
            Column("seats", label=_("Seats taken"), accessor=_seats),
        ]

    def get_base_queryset(self) -> CohortQuerySet:
        cohorts = Cohort.objects.for_user(self.request.user).select_related("network")
        return with_course_title(cohorts.with_seats_taken(), active_language())

    def _may_change(self, cohort: Cohort) -> bool:
        return self.permission_policy.user_has_permission_for_instance(self.request.user, "change", cohort)

    def get_edit_url(self, instance: Cohort) -> str | None:
        return (
            super().get_edit_url(instance) if not instance.has_ended and self._may_change(instance) else None
        )

    def get_delete_url(self, instance: Cohort) -> str | None:
        may = self.permission_policy.user_has_permission_for_instance(self.request.user, "delete", instance)
        return super().get_delete_url(instance) if may else None

    def _get_title_column(self, field_name: str, **kwargs: Any) -> Column:
        """The name leads to the cohort's page, where the next act stands; editing is in the menu."""
        column = super()._get_title_column(field_name, **kwargs)
        column._get_url_func = self.get_inspect_url
        return column


def _seats(cohort: Cohort) -> str:
    return _("%(taken)s of %(all)s") % {"taken": cohort.seats_taken, "all": cohort.capacity}


class CohortCreateView(_PlansAhead, _RefusalBesideTheForm, _Detail, generic.CreateView):
    """First the course, which says what lines the form has; then the cohort."""

    object: Cohort | None = None
    template_name = "cohorts/admin/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("add"):
            raise PermissionDenied
        if "course" not in request.GET:
            return self._choose_course()
        return super().dispatch(request, *args, **kwargs)

    def _choose_course(self) -> HttpResponse:
        courses = courses_to_choose(active_language())
        context = WagtailAdminTemplateMixin.get_context_data(self, form=None, courses=courses)
        return TemplateResponse(self.request, "cohorts/admin/choose_course.html", context)

    @cached_property
    def course(self) -> CoursePage:
        try:
            course = course_of(uuid.UUID(self.request.GET["course"]))
        except ValueError as problem:
            raise Http404 from problem
        if course is None or not course.live:
            raise Http404
        return course

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?course={self.course.translation_key}"

    def form_of(self, data: QueryDict | None) -> CohortForm:
        return CohortForm(
            data,
            instance=Cohort(course_key=self.course.translation_key),
            organiser=self.request.user,
            course=self.course,
            language=active_language(),
        )

    def save_instance(self) -> Cohort:
        with _acting():
            cohort = actions.plan_cohort(
                self.form.instance,
                releases=self.form.releases() or [],
                facilitators=self.form.cleaned_data["facilitators"],
                by=self.request.user,
            )
        log(cohort, "wagtail.create", user=self.request.user)
        return cohort

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "course_title": course_title(self.course, active_language())
        }


class CohortEditView(_PlansAhead, _RefusalBesideTheForm, _Detail, generic.EditView):
    template_name = "cohorts/admin/form.html"

    def get_object(self, queryset: Any = None) -> Cohort:
        cohort = super().get_object(queryset)
        if not may_change_cohort(self.request.user, cohort):
            raise PermissionDenied
        return cohort

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.course is None:
            messages.error(
                request,
                _("The course of this cohort is no longer there. Delete this draft and plan another cohort.")
                if self.can_delete
                else _("The course of this cohort is no longer there, so its dates can't be changed."),
            )
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def course(self) -> CoursePage | None:
        return course_of(self.object.course_key)

    @cached_property
    def can_delete(self) -> bool:
        return self.user_has_permission_for_instance("delete", self.object)

    def form_of(self, data: QueryDict | None) -> CohortForm:
        return CohortForm(
            data,
            instance=self.object,
            organiser=self.request.user,
            course=self.course,
            language=active_language(),
        )

    def save_instance(self) -> Cohort:
        form = self.form
        with _acting():
            cohort = change_cohort(
                self.object,
                values=form.values(),
                releases=form.releases(),
                facilitators=form.cleaned_data["facilitators"],
                by=self.request.user,
                now=timezone.now(),
            )
        log(cohort, "wagtail.edit", user=self.request.user)
        return cohort

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"course_title": course_title(context["form"].course, active_language())}


class CohortDeleteView(generic.DeleteView):
    def get_object(self, queryset: Any = None) -> Cohort:
        cohort = super().get_object(queryset)
        if not self.user_has_permission_for_instance("delete", cohort):
            raise PermissionDenied
        return cohort

    def delete_action(self) -> None:
        log(self.object, "wagtail.delete", user=self.request.user)
        with _acting():
            discard_draft(self.object, by=self.request.user, now=timezone.now())


class CohortDetailView(generic.InspectView):
    page_title = gettext_lazy("Cohort")
    template_name = "cohorts/admin/detail.html"

    def get_object(self, queryset: Any = None) -> Cohort:
        cohorts = Cohort.objects.for_user(self.request.user).select_related("network").with_seats_taken()
        return get_object_or_404(with_course_title(cohorts, active_language()), pk=self.pk)

    @cached_property
    def acts(self) -> Any:
        return acts_of(self.object, self.request)

    def get_fields(self) -> list[str]:
        return []

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self.acts.change else None

    def get_delete_url(self) -> str | None:
        return super().get_delete_url() if self.acts.delete else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "cohort": self.object,
            "acts": self.acts,
            "edit_url": self.get_edit_url(),
            "lines": release_lines(self.object, active_language()),
            "counts": enrolment_counts(self.object),
            "asking": self.object.enrolments.filter(state__in=ASKING_STATES).count(),
            "restrictions": said_restrictions(self.object),
            "panels": board_panels(self.request, self.object),
            "out_of_reach": self.out_of_reach(),
        }

    def out_of_reach(self) -> list[str]:
        """Beside the button that announces a draft."""
        if not self.acts.announce:
            return []
        return list(out_of_reach(award_needs(self.object), sessions=self.object.sessions.held().count()))


class CohortActView(View):
    """POST does the act and returns to the cohort's page; a refusal is said there."""

    success_message: Any = ""
    log_action = ""

    def act(self, cohort: Cohort) -> Cohort:
        raise NotImplementedError

    def cohort(self, pk: int) -> Cohort:
        cohort = get_object_or_404(Cohort.objects.for_user(self.request.user), pk=pk)
        if not may_change_cohort(self.request.user, cohort):
            raise PermissionDenied
        return cohort

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        cohort = self.cohort(pk)
        try:
            with _acting():
                cohort = self.act(cohort)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            log(cohort, self.log_action, user=request.user)
            messages.success(request, self.success_message)
        return redirect("cohort:inspect", pk)


class AnnounceView(CohortActView):
    http_method_names = ["post"]
    success_message = gettext_lazy(
        "The cohort is announced. From now on it opens, starts and closes by its dates."
    )
    log_action = "cohorts.announce"

    def act(self, cohort: Cohort) -> Cohort:
        return actions.announce(cohort, by=self.request.user, now=timezone.now())


class CancelView(CohortActView):
    http_method_names = ["get", "post"]
    success_message = gettext_lazy("The cohort is cancelled. What people have learnt is kept.")
    log_action = "cohorts.cancel"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return TemplateResponse(request, "cohorts/admin/cancel.html", {"cohort": self.cohort(pk)})

    def act(self, cohort: Cohort) -> Cohort:
        return actions.cancel(cohort, by=self.request.user, now=timezone.now())
