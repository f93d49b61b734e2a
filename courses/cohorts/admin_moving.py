"""Moving the dates of a cohort: what would move is shown first, then it is confirmed."""

from __future__ import annotations

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
from courses.cohorts.actions.move import move, moving
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.course_titles import module_titles
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Release
from courses.cohorts.move_forms import MoveForm
from courses.cohorts.planning.concerns import SAID
from courses.cohorts.planning.moving import ENDS, Moving, Shift

QUIZZES_CLOSE = gettext_lazy("The quizzes of “%(title)s” close")


class MoveView(CohortPage):
    """POST with `confirm`, the mark of what was shown, moves; without it, it shows."""

    page_title = gettext_lazy("Move dates")
    header_icon = "calendar-alt"
    template_name = "cohorts/admin/move.html"

    @cached_property
    def titles(self) -> dict[int, str]:
        releases = list(self.cohort.releases.order_by("opens_at", "pk"))
        names = module_titles([release.module_key for release in releases], active_language())
        return {release.pk: names[release.module_key] for release in releases}

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
            seated = self.cohort.enrolments.seated().count()
            context |= {
                "moving": [self._line(shift) for shift in worked_out.moving],
                "staying": [self._line(shift) for shift in worked_out.staying],
                "people": 0 if self.cohort.state == CohortState.DRAFT else seated,
            }
        return self.render_to_response(self.get_context_data(**context))

    def _line(self, shift: Shift) -> dict[str, Any]:
        title = self.titles[shift.thing.pk] if isinstance(shift.thing, Release) else str(shift.thing)
        said = QUIZZES_CLOSE if shift.moved == "quizzes_close" else SAID[shift.moved]
        return {"said": str(said) % {"title": title}, "shift": shift, "last": shift.moved in ENDS}
