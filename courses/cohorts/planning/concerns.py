"""What in a plan is likely to go wrong: sentences for the organiser, none of which keeps them from going on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.core.saying import say_date, say_language, say_list, say_territory
from cms.networks.models import in_language
from courses.cohorts.enums import Pacing
from courses.cohorts.planning.plan import AwardNeed, Event, Plan, What

About = Literal["holiday", "closed", "weekend", "night", "clash", "language", "late_start", "award"]
# What asks something of people on a day. That a module opens on a holiday hurts nobody.
ASKS_OF_PEOPLE = frozenset({"due", "session"})
MORNING, EVENING = time(6), time(22)
MOST_NAMED = 6


@dataclass(frozen=True)
class Concern:
    about: About
    sentence: str


def concerns(plan: Plan) -> list[Concern]:
    """In the order of the days, then what is true of the whole."""
    return [
        *_of_days(plan),
        *_of_late_starts(plan),
        *_of_languages(plan),
        *_of_awards(plan),
        *_of_others(plan),
    ]


def _of_days(plan: Plan) -> Iterator[Concern]:
    for event in plan.events:
        if event.what not in ASKS_OF_PEOPLE:
            continue
        local = event.local(plan.zone)
        words = {"what": said(event), "day": say_date(local.date())}
        if countries := plan.days_off(local.date()):
            where = _countries(countries)
            yield Concern(
                "holiday",
                _("%(what)s on %(day)s, a public holiday in %(countries)s.") % (words | {"countries": where}),
            )
        if closed := plan.closed.get(local.date()):
            yield Concern(
                "closed", _("%(what)s on %(day)s, a closed day: %(name)s.") % (words | {"name": closed})
            )
        if local.weekday() in plan.weekend_for_all():
            yield Concern("weekend", _("%(what)s on %(day)s, at the weekend of the region.") % words)
        if local.time() < MORNING or (event.what == "session" and local.time() >= EVENING):
            at = f"{local:%H:%M}"
            yield Concern("night", _("%(what)s on %(day)s at night, at %(time)s.") % (words | {"time": at}))


def _of_late_starts(plan: Plan) -> Iterator[Concern]:
    """In self-study the days of who comes in last may reach beyond the cohort's own."""
    cohort = plan.cohort
    planned = [e.local(plan.zone).date() for e in plan.events if e.what in {"opens", "due"}]
    if cohort.pacing != Pacing.SELF or not planned:
        return
    needed = max(planned) - cohort.starts
    latest = cohort.ends - needed
    if cohort.enrolment_closes_on > latest:
        words = {"closes": say_date(cohort.enrolment_closes_on), "latest": say_date(latest)}
        yield Concern(
            "late_start",
            _(
                "People can come in until %(closes)s, but who comes in after %(latest)s has less time than the plan:"
                " what would open after the last day opens with the last module that opens in time, and what reaches"
                " beyond the last day is due on it."
            )
            % words,
        )


def _of_languages(plan: Plan) -> Iterator[Concern]:
    for module in plan.modules.values():
        lacking = [code for code in plan.cohort.languages if module.lacks(code)]
        if lacking:
            names = say_list(say_language(code, inside=True) for code in lacking)
            yield Concern(
                "language",
                _("“%(module)s” can’t be read in full in %(languages)s, which the cohort promises.")
                % {"module": module.title, "languages": names},
            )


def _of_awards(plan: Plan) -> Iterator[Concern]:
    planned = sum(event.what == "session" for event in plan.events)
    for sentence in out_of_reach(plan.awards, sessions=planned):
        yield Concern("award", sentence)


def out_of_reach(awards: Iterable[AwardNeed], *, sessions: int) -> Iterator[str]:
    """Of each award that asks for more live sessions than the cohort plans."""
    for award in awards:
        if award.sessions > sessions:
            sentence = ngettext(
                "“%(award)s” needs %(needed)d live session; this cohort plans %(planned)d. Plan it, or ask for"
                " none in the course.",
                "“%(award)s” needs %(needed)d live sessions; this cohort plans %(planned)d. Plan more, or ask for"
                " fewer in the course.",
                award.sessions,
            )
            words = {"award": in_language(award.titles), "needed": award.sessions, "planned": sessions}
            yield sentence % words


def _of_others(plan: Plan) -> Iterator[Concern]:
    for clash in plan.at_the_same_time:
        other, people = clash.cohort, clash.people
        words = {"cohort": other.name, "first": say_date(other.starts), "last": say_date(other.ends)}
        if people is None:
            sentence = _(
                "“%(cohort)s” runs at the same time (%(first)s to %(last)s) and may have the same people."
            )
        else:
            sentence = ngettext(
                "%(count)d person has a seat in “%(cohort)s” too, which runs at the same time (%(first)s to %(last)s).",
                "%(count)d people have a seat in “%(cohort)s” too, which runs at the same time (%(first)s to %(last)s).",
                people,
            )
        yield Concern("clash", sentence % (words | {"count": people}))
    if plan.seated_elsewhere:
        sentence = ngettext(
            "%(count)d person has a seat in another network’s cohort at the same time.",
            "%(count)d people have seats in other networks’ cohorts at the same time.",
            plan.seated_elsewhere,
        )
        yield Concern("clash", sentence % {"count": plan.seated_elsewhere})


SAID: dict[What, Promise] = {
    "enrolment_opens": gettext_lazy("Enrolment opens"),
    "enrolment_closes": gettext_lazy("Enrolment closes"),
    "starts": gettext_lazy("First day"),
    "ends": gettext_lazy("Last day"),
    "opens": gettext_lazy("“%(title)s” opens"),
    "due": gettext_lazy("“%(title)s” is due"),
    "session": gettext_lazy("Live session “%(title)s”"),
}


def said(event: Event) -> str:
    """The event in a few words."""
    return str(SAID[event.what]) % {"title": event.title}


def _countries(codes: list[str]) -> str:
    names = [say_territory(code) for code in codes[:MOST_NAMED]]
    if len(codes) > MOST_NAMED:
        more = len(codes) - MOST_NAMED
        names.append(ngettext("%(count)d more country", "%(count)d more countries", more) % {"count": more})
    return say_list(names)
