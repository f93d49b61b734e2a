"""How cohorts go, for who follows them: organisers, the secretariat, and the facilitators a cohort names; 404 for others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.saying import active_language, say_date
from cms.core.scoping import scope_set
from cms.core.wiring import load
from cms.networks.admin_pages import AdminPage, Crumb, paged
from cms.networks.enums import COHORT_CHANGING_ROLES
from cms.networks.models import Network
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from courses.cohorts.enums import OFFERED_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, CohortQuerySet, Enrolment, Group
from courses.cohorts.permissions import may_change_cohort, may_see_cohort
from courses.cohorts.personal_data import name_of_list
from courses.learning.actions import transfer
from courses.learning.announcement_panels import way_to_write_to_some, ways_to_write
from courses.learning.behind import how_it_goes, trouble_in
from courses.learning.board import Where, people_of, rows_of, standing_at
from courses.learning.board_forms import BoardForm
from courses.learning.chart import chart_of
from courses.learning.people_by_day import people_by_day_lately
from courses.learning.permissions import may_announce
from courses.learning.spans import spans_of
from courses.learning.timeline import timeline_of
from courses.learning.viewing import ways_to_view

LONG_ENDED = timedelta(days=180)


class OfCohort(AdminPage):
    header_icon = "group"

    @cached_property
    def cohort(self) -> Cohort:
        followed = Cohort.all_objects.followed_by(self.request.user).select_related("network")
        return get_object_or_404(followed, pk=self.kwargs["cohort_id"])

    def trail(self) -> Iterable[Crumb]:
        yield reverse("board:overview"), _("How the cohorts go")
        if may_see_cohort(self.request.user, self.cohort):
            yield reverse("cohort:inspect", args=[self.cohort.pk]), self.cohort.name


class BoardView(OfCohort):
    """The fragment that refreshes itself is the same page, asked for by htmx."""

    page_title = gettext_lazy("Board")
    template_name = "learning/admin/board.html"

    def get_template_names(self) -> list[str]:
        return ["learning/admin/_board.html"] if self.request.htmx else super().get_template_names()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data()
        log_access(request.user, kind=AccessKind.VIEW, about=name_of_list(self.cohort), now=timezone.now())
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort, now = self.cohort, timezone.now()
        people = people_of(cohort)
        groups = list(Group.all_objects.of(cohort))
        form = BoardForm(self.request.GET, cohort=cohort, people=people, groups=groups, auto_id="narrow_%s")
        form.is_valid()
        shown, trouble = form.narrowed(people), trouble_in(cohort, now=now)
        if where := form.cleaned_data.get("where"):
            shown = standing_at(shown, Where(where), cohort=cohort, trouble=trouble, now=now)
        page = paged(self.request, shown.order_by(*form.order))
        enrolments = list(page["items"])
        writing = ways_to_write(self.request, cohort, enrolments)
        may_write = may_announce(self.request.user, cohort)
        return super().get_context_data(**kwargs) | {
            **page,
            "cohort": cohort,
            "filter_form": form,
            "lines": [
                (row, writing.get(row.enrolment.pk))
                for row in rows_of(
                    enrolments, cohort=cohort, trouble=trouble, language=active_language(), now=now
                )
            ],
            "counts": how_it_goes(cohort, trouble=trouble, now=now),
            "chart": chart_of(people_by_day_lately(cohort, now=now)),
            "today": [line for source in load("BOARD_LINES") for line in source(self.request, cohort)],
            "may_write": may_write,
            "narrowed": form.narrows,
            "write_to_some": way_to_write_to_some(cohort, form.audience) if may_write else "",
            "live": cohort.state == CohortState.RUNNING,
            "here": self.request.get_full_path(),
            "now": now,
        }


class TimelineView(OfCohort):
    """One person in one cohort. Who looks is kept, as for every page about one person."""

    template_name = "learning/admin/timeline.html"

    @cached_property
    def enrolment(self) -> Enrolment:
        people = Enrolment.all_objects.filter(cohort__in=Cohort.all_objects.followed_by(self.request.user))
        related = people.reported().select_related("cohort__network", "user")
        return get_object_or_404(related, pk=self.kwargs["enrolment_id"])

    @cached_property
    def cohort(self) -> Cohort:
        return self.enrolment.cohort

    def get_page_title(self) -> str:
        return self.enrolment.user.get_full_name()

    def trail(self) -> Iterable[Crumb]:
        yield from super().trail()
        yield reverse("board:cohort", args=[self.cohort.pk]), _("Board")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data()
        log_access(
            request.user,
            kind=AccessKind.VIEW,
            subject=self.enrolment.user,
            about=name_of_list(self.cohort),
            now=timezone.now(),
        )
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, language = timezone.now(), active_language()
        person = people_of(self.cohort).get(pk=self.enrolment.pk)
        [row] = rows_of([person], cohort=self.cohort, language=language, now=now)
        changes = may_change_cohort(self.request.user, self.cohort)
        active = row.enrolment.state == EnrolmentState.ACTIVE
        has_or_had = active or row.enrolment.state == EnrolmentState.WITHDRAWN
        return super().get_context_data(**kwargs) | {
            "cohort": self.cohort,
            "row": row,
            **paged(self.request, timeline_of(self.enrolment, language=language, reader=self.request.user)),
            "write_url": ways_to_write(self.request, self.cohort, [self.enrolment]).get(self.enrolment.pk),
            "move_url": reverse("board:transfer", args=[self.enrolment.pk]) if changes and active else "",
            "dates_url": reverse("cohort:dates", args=[self.enrolment.pk]) if changes and active else "",
            "seat_url": reverse("board:seat", args=[self.enrolment.pk]) if changes and has_or_had else "",
            "view_url": ways_to_view(self.request, self.cohort, [self.enrolment]).get(self.enrolment.pk),
        }


class CohortChoice(forms.ModelChoiceField):
    """Cohorts, annotated by `with_seats_taken()`, with what one chooses them by."""

    def label_from_instance(self, cohort: Cohort) -> str:
        words = {
            "cohort": cohort.name,
            "first": say_date(cohort.starts),
            "last": say_date(cohort.ends),
            "taken": cohort.seats_taken,
            "all": cohort.capacity,
        }
        return _("%(cohort)s, %(first)s to %(last)s, %(taken)s of %(all)s seats taken") % words


class TransferForm(forms.Form):
    to = CohortChoice(
        label=gettext_lazy("To which cohort"),
        queryset=Cohort.all_objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, cohorts: CohortQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = cohorts


class TransferView(TimelineView):
    """For organisers of both hosts; others who follow the cohort are told no."""

    template_name = "learning/admin/transfer.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_change_cohort(request.user, self.cohort):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Move to another cohort")

    @cached_property
    def cohorts(self) -> CohortQuerySet:
        hosts = Network.objects.where(self.request.user, COHORT_CHANGING_ROLES)
        same_course = Cohort.all_objects.of_course(self.cohort.course_key)
        others = same_course.filter(network__in=hosts, state__in=OFFERED_STATES).exclude(pk=self.cohort.pk)
        return others.with_seats_taken().order_by("starts", "pk")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(TransferForm(cohorts=self.cohorts))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TransferForm(request.POST, cohorts=self.cohorts)
        if form.is_valid():
            to = form.cleaned_data["to"]
            try:
                with scope_set(None):
                    new = transfer(self.enrolment, to=to, by=request.user, now=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                said = _("Moved to “%(cohort)s”, with what they have done. They are told.")
                messages.success(request, said % {"cohort": to.name})
                return redirect("board:timeline", new.pk)
        return self._shown(form)

    def _shown(self, form: TransferForm) -> HttpResponse:
        context = AdminPage.get_context_data(self, form=form, cohort=self.cohort, enrolment=self.enrolment)
        return self.render_to_response(context)


class OverviewView(AdminPage):
    """Every cohort that one follows, on one line of time."""

    page_title = gettext_lazy("How the cohorts go")
    header_icon = "group"
    template_name = "learning/admin/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        followed = Cohort.all_objects.followed_by(self.request.user)
        lately = followed.filter(ends_at__gt=now - LONG_ENDED).exclude(state=CohortState.CANCELLED)
        page = paged(
            self.request, lately.with_seats_taken().select_related("network").order_by("starts", "pk")
        )
        return super().get_context_data(**kwargs) | {
            **page,
            "time": spans_of(list(page["items"]), now=now),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Cohort.all_objects.followed_by(request.user).exists():
            raise PermissionDenied
        return super().get(request, *args, **kwargs)
