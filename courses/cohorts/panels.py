"""What a cohort's page in the admin shows, and what stands among the trainee's pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cms.core.wiring import load
from cms.networks.permissions import may_run_cohorts
from courses.catalogue.models import CoursePage
from courses.cohorts.announced import modules_as_announced
from courses.cohorts.course_titles import course_of, module_titles
from courses.cohorts.enums import ASKING_STATES, ENDED_STATES, OFFERED_STATES, CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Release, SendingAuthority
from courses.cohorts.permissions import may_change_cohort


@dataclass(frozen=True)
class ReleaseLine:
    """`release` is None for a module that has no opening date yet."""

    title: str
    release: Release | None


@dataclass(frozen=True)
class Acts:
    """What the person who looks may do with the cohort as it stands."""

    change: bool
    announce: bool
    invite: bool
    cancel: bool
    delete: bool
    copy: bool
    move: bool


def acts_of(cohort: Cohort, request: HttpRequest) -> Acts:
    may = may_change_cohort(request.user, cohort)
    draft = cohort.state == CohortState.DRAFT
    return Acts(
        change=may,
        announce=may and draft,
        invite=may and cohort.state in OFFERED_STATES,
        cancel=may and not draft,
        delete=may and draft,
        copy=may_run_cohorts(request.user, cohort.network),
        move=may,
    )


def release_lines(cohort: Cohort, language: str) -> list[ReleaseLine]:
    """The modules of a draft's course in order, then those that have left it; once announced, what was announced."""
    course: CoursePage | None = course_of(cohort.course_key)
    releases = {release.module_key: release for release in cohort.releases.all()}
    keys = modules_as_announced(cohort, course)
    if course and cohort.state == CohortState.DRAFT:
        there = course.module_keys()
        keys = there + [key for key in keys if key not in there]
    return [ReleaseLine(title, releases.get(key)) for key, title in module_titles(keys, language).items()]


def enrolment_counts(cohort: Cohort) -> list[tuple[str, int]]:
    """(state in words, how many) for every state, in the order of the states."""
    counts = dict(
        Enrolment.objects.filter(cohort=cohort)
        .values_list("state")
        .annotate(Count("pk"))
        .values_list("state", "pk__count")
    )
    return [(str(state.label), counts.get(state.value, 0)) for state in EnrolmentState]


def board_panels(request: HttpRequest, cohort: Cohort) -> list[SafeString]:
    """`BOARD_PANELS` of the wiring: (request, cohort) → HTML, empty where there is nothing to show."""
    return [html for html in (panel(request, cohort) for panel in load("BOARD_PANELS")) if html]


def asked_for(request: HttpRequest, enrolments: Sequence[Enrolment]) -> SafeString:
    """LEARN_PANELS: on the first learning page, the seats that the person has asked for and does not have yet."""
    if request.resolver_match is None or request.resolver_match.view_name != "learning:learn":
        return SafeString("")
    # Of who learns here, also while somebody who helps looks as they do.
    learner = enrolments[0].user_id if enrolments else request.user.pk
    asking = Enrolment.all_objects.filter(user=learner, state__in=ASKING_STATES)
    asked = list(asking.select_related("cohort").order_by("answer_by", "asked_at"))
    if not asked:
        return SafeString("")
    context = {"asked": asked, "zone": request.user.time_zone}
    return SafeString(render_to_string("cohorts/_asked_panel.html", context, request=request))


def lists_of_mine(request: HttpRequest, enrolments: Sequence[Enrolment]) -> SafeString:
    """LEARN_PANELS: on the first learning page, the lists of people that the person makes for an authority."""
    if request.resolver_match is None or request.resolver_match.view_name != "learning:learn":
        return SafeString("")
    maker = enrolments[0].user if enrolments else request.user
    mine = SendingAuthority.all_objects.of_nominator(maker).exclude(cohort__state__in=ENDED_STATES)
    lists = list(mine.select_related("cohort").order_by("closes_on", "pk"))
    if not lists:
        return SafeString("")
    return SafeString(render_to_string("cohorts/_lists_panel.html", {"lists": lists}, request=request))
