"""A cohort's questionnaires in the admin: its organisers plan them; whoever follows it sees what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from assessments.questionnaires.actions import (
    add_question,
    discard_questionnaire,
    make_questionnaire,
    open_questionnaire,
    remove_question,
)
from assessments.questionnaires.asked import asked_people
from assessments.questionnaires.enums import Moment
from assessments.questionnaires.forms import OpeningForm, QuestionForm
from assessments.questionnaires.models import FEWEST, Question, Questionnaire
from assessments.questionnaires.personal_data import said_answer
from assessments.questionnaires.results import results_of
from cms.core.errors import Refusal
from cms.core.scoping import scope_set
from cms.networks.admin_pages import Crumb, named_or_404, paged
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from cms.people.models import User
from courses.cohorts.models import Cohort
from courses.cohorts.permissions import may_change_cohort
from courses.cohorts.personal_data import name_of_list
from courses.learning.admin_board import OfCohort


class _Page(OfCohort):
    header_icon = "form"

    def may_change(self) -> bool:
        return may_change_cohort(self.request.user, self.cohort)

    def refuse_unless_changing(self) -> None:
        if not self.may_change():
            raise PermissionDenied

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shared = {"cohort": self.cohort, "may_change": self.may_change()}
        return super().get_context_data(**kwargs) | shared


class CohortQuestionnairesView(_Page):
    """POST makes one: `moment`, and `standard` where it is to have the standard questions."""

    page_title = gettext_lazy("Questionnaires")
    template_name = "questionnaires/admin/of_cohort.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_unless_changing()
        moment = request.POST.get("moment")
        if moment not in Moment.values:
            raise Http404
        try:
            with scope_set(None):
                made = make_questionnaire(
                    self.cohort, moment=Moment(moment), standard="standard" in request.POST, by=request.user
                )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("questionnaire:of_cohort", self.cohort.pk)
        return redirect("questionnaire:plan", made.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        there = {each.moment: each for each in Questionnaire.all_objects.of(self.cohort)}
        return super().get_context_data(**kwargs) | {
            "moments": [(moment, there.get(moment), asked_people(there.get(moment))) for moment in Moment],
        }


class _OfQuestionnaire(_Page):
    @cached_property
    def questionnaire(self) -> Questionnaire:
        followed = Cohort.all_objects.followed_by(self.request.user)
        there = Questionnaire.all_objects.filter(cohort__in=followed).select_related("cohort__network")
        return get_object_or_404(there, pk=self.kwargs["questionnaire_id"])

    @cached_property
    def cohort(self) -> Cohort:
        return self.questionnaire.cohort

    def trail(self) -> Iterable[Crumb]:
        yield from super().trail()
        yield reverse("questionnaire:of_cohort", args=[self.cohort.pk]), _("Questionnaires")

    def get_page_title(self) -> str:
        return str(Moment(self.questionnaire.moment).label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"questionnaire": self.questionnaire}


class PlanView(_OfQuestionnaire):
    """POST adds a question (`add`), takes one out (`remove`: its id), opens it (`open`) or takes it away (`discard`)."""

    template_name = "questionnaires/admin/plan.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_unless_changing()
        return self._shown()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_unless_changing()
        try:
            with scope_set(None):
                return self._done()
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("questionnaire:plan", self.questionnaire.pk)

    def _done(self) -> HttpResponse:
        said, by = self.request.POST, self.request.user
        if "remove" in said:
            remove_question(named_or_404(self.questionnaire.questions.all(), said["remove"]), by=by)
        elif "discard" in said:
            discard_questionnaire(self.questionnaire, by=by)
            return redirect("questionnaire:of_cohort", self.cohort.pk)
        elif "open" in said:
            opening = OpeningForm(said)
            if not opening.is_valid():
                return self._shown(opening_form=opening)
            open_questionnaire(
                self.questionnaire, anonymous=opening.cleaned_data["anonymous"], by=by, now=timezone.now()
            )
            messages.success(self.request, _("It is open: the people of the cohort are asked from now on."))
            return redirect("questionnaire:of_cohort", self.cohort.pk)
        else:
            form = QuestionForm(said, languages=self.cohort.languages)
            if not form.is_valid() or not self._added(form):
                return self._shown(form=form)
        return redirect("questionnaire:plan", self.questionnaire.pk)

    def _added(self, form: QuestionForm) -> bool:
        try:
            add_question(self.questionnaire, **form.said(), by=self.request.user)
        except Refusal as refusal:
            beside = {"choices": f"choices_{self.cohort.languages[0]}"}
            form.add_error(beside.get(refusal.code), str(refusal))
            return False
        return True

    def _shown(
        self, *, form: QuestionForm | None = None, opening_form: OpeningForm | None = None
    ) -> HttpResponse:
        context = self.get_context_data(
            form=form or QuestionForm(languages=self.cohort.languages),
            opening_form=opening_form
            or OpeningForm(initial={"anonymous": "yes" if self.questionnaire.anonymous else "no"}),
            questions=list(self.questionnaire.questions.all()),
        )
        return self.render_to_response(context)


class ResultsView(_OfQuestionnaire):
    """Who looks is kept where names are shown."""

    template_name = "questionnaires/admin/results.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.questionnaire.opened_at is None:
            raise Http404
        context = self.get_context_data()
        if not self.questionnaire.anonymous:
            about = name_of_list(self.cohort)
            log_access(request.user, kind=AccessKind.VIEW, about=about, now=timezone.now())
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results, named = results_of(self.questionnaire), not self.questionnaire.anonymous
        page = paged(self.request, range(max(results.most_words, results.shown if named else 0)))
        at = slice(max(page["items"].start_index() - 1, 0), page["items"].end_index())
        return super().get_context_data(**kwargs) | {
            **page,
            "results": results,
            "words": f"{at.start}:{at.stop}",
            "people": asked_people(self.questionnaire),
            "fewest": FEWEST,
            "lines": self._by_name(at) if named else [],
        }

    def _by_name(self, at: slice) -> list[tuple[User, list[tuple[Question, str]]]]:
        replies = self.questionnaire.replies.select_related("enrolment__user")
        questions = list(self.questionnaire.questions.all())
        return [
            (
                reply.enrolment.user,
                [
                    (question, said_answer(question, reply.answers[str(question.pk)]))
                    for question in questions
                    if str(question.pk) in reply.answers
                ],
            )
            for reply in replies.order_by("enrolment__user__display_name", "pk")[at]
            if reply.enrolment
        ]
