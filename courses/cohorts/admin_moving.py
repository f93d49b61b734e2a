"""Moving the dates of a cohort: what would move is shown first, then it is confirmed."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.log_actions import log

from cms.core.errors import Refusal
from cms.core.saying import active_language
from cms.core.scoping import scope_set
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from courses.cohorts.actions.move import move, moving
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.affected import affected_by
from courses.cohorts.course_titles import module_titles
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Release
from courses.cohorts.move_forms import MoveForm
from courses.cohorts.personal_data import name_of_list
from courses.cohorts.planning.concerns import SAID
from courses.cohorts.planning.drawing import drawn
from courses.cohorts.planning.moving import ENDS, Moving, Shift
from courses.cohorts.planning.plan import plan_of

QUIZZES_CLOSE = gettext_lazy("The quizzes of “%(title)s” close")


class MoveView(CohortPage):
    """POST with `confirm`, the mark of what was shown, moves; without it, it shows."""

    page_title = gettext_lazy("Move dates")
    header_icon = "calendar-alt"
    template_name = "cohorts/admin/move.html"

    @cached_property
    def modules(self) -> dict[int, uuid.UUID]:
        return dict(self.cohort.releases.order_by("opens_at", "pk").values_list("pk", "module_key"))

    @cached_property
    def names(self) -> dict[uuid.UUID, str]:
        return module_titles(self.modules.values(), active_language())

    @property
    def titles(self) -> dict[int, str]:
        return {release: self.names[module] for release, module in self.modules.items()}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(MoveForm(titles=self.titles, initial={"what": "whole", "days": 7}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MoveForm(request.POST, titles=self.titles)
        if not form.is_valid():
            return self._shown(form)
        if "confirm" in request.POST:
            try:
                with scope_set(None):
                    moved = move(
                        self.cohort,
                        scope=form.scope(),
                        seen=request.POST["confirm"],
                        by=request.user,
                        now=timezone.now(),
                    )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                log(self.cohort, "cohorts.move", user=request.user)
                count = len(moved.moving)
                said = ngettext("%(count)d date has moved.", "%(count)d dates have moved.", count)
                messages.success(request, said % {"count": count})
                return redirect("cohort:inspect", self.cohort.pk)
        return self._shown(form, moving(self.cohort, scope=form.scope(), now=timezone.now()))

    def _shown(self, form: MoveForm, worked_out: Moving | None = None) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "worked_out": worked_out}
        if worked_out is not None:
            enrolled = self.cohort.enrolments.enrolled().count()
            context |= {
                "moving": [self._line(shift) for shift in worked_out.moving],
                "staying": [self._line(shift) for shift in worked_out.staying],
                "people": 0 if self.cohort.state == CohortState.DRAFT else enrolled,
            }
            if worked_out.moving:
                context |= self._affected(worked_out) | self._drawn(worked_out)
        return self.render_to_response(self.get_context_data(**context))

    def _line(self, shift: Shift) -> dict[str, Any]:
        title = self.titles[shift.thing.pk] if isinstance(shift.thing, Release) else str(shift.thing)
        said = QUIZZES_CLOSE if shift.moved == "quizzes_close" else SAID[shift.moved]
        return {"said": str(said) % {"title": title}, "shift": shift, "last": shift.moved in ENDS}

    def _affected(self, worked_out: Moving) -> dict[str, Any]:
        """Who has dates of their own that would move, or need them no more; that they were looked at is kept."""
        affected = affected_by(worked_out)
        if affected.people or affected.overtaken:
            about = name_of_list(self.cohort)
            log_access(self.request.user, kind=AccessKind.VIEW, about=about, now=timezone.now())
        return {
            "affected": affected,
            "own": [(each, [self._line(shift) for shift in shifts]) for each, shifts in affected.people],
            "overtaken": [(each, self.titles[each.release.pk]) for each in affected.overtaken],
        }

    def _drawn(self, worked_out: Moving) -> dict[str, Any]:
        language = active_language()
        with scope_set(None):
            plan = plan_of(
                worked_out.cohort,
                releases=worked_out.releases,
                sessions=worked_out.sessions,
                titles=self.names,
                language=language,
                reader=self.request.user,
            )
            return drawn(plan, language=language)
