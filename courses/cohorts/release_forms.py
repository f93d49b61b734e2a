"""When the modules of a cohort open: a line for each, and the pattern that fills all of them in."""

from __future__ import annotations

import uuid
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.saying import first_weekday, say_weekday
from courses.cohorts.days import time_input
from courses.cohorts.models import Cohort, Release
from courses.cohorts.planning.patterns import Pattern, Rule

LAST_DAY = 730


class ReleaseForm(forms.Form):
    """One module's line: when it opens and when it is due, counted from the cohort's first day."""

    day_offset = forms.IntegerField(
        label=_("Opens on day"), min_value=0, max_value=LAST_DAY, help_text=_("0 is the cohort's first day.")
    )
    local_time = forms.TimeField(label=_("Opens at"), widget=time_input())
    due_offset = forms.IntegerField(
        label=_("Due on day"),
        min_value=0,
        max_value=LAST_DAY,
        required=False,
        help_text=_("Leave it empty where nothing is due."),
    )
    due_local_time = forms.TimeField(label=_("Due at"), widget=time_input())
    grace_hours = forms.IntegerField(
        label=_("Hours of grace"),
        min_value=0,
        max_value=720,
        help_text=_("How long after the due time a quiz can still be started."),
    )
    last_submission_offset = forms.IntegerField(
        label=_("Quizzes close on day"),
        min_value=0,
        max_value=LAST_DAY,
        required=False,
        help_text=_(
            "An attempt that is under way then ends, even before its time limit. Leave it empty to give everybody the full time."
        ),
    )
    last_submission_local_time = forms.TimeField(label=_("Quizzes close at"), widget=time_input())

    def __init__(self, *args: Any, module_key: uuid.UUID, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.module_key, self.title = module_key, title

    def release(self, cohort: Cohort) -> Release:
        """Unsaved, with its instants; only for a valid line."""
        release = Release(cohort=cohort, module_key=self.module_key, **self.cleaned_data)
        release.derive_instants()
        return release

    def check_against(self, cohort: Cohort) -> None:
        """Adds what is wrong with the line in a cohort whose dates and zone are right."""
        release = self.release(cohort)
        if release.opens_at >= cohort.ends_at:
            self.add_error(
                "day_offset", _("This module opens after the cohort's last day. Choose an earlier day.")
            )
        self._check_due(release, cohort)
        self._check_last_submission(release, cohort)

    def _check_due(self, release: Release, cohort: Cohort) -> None:
        if release.due_at is None:
            return
        if release.due_at <= release.opens_at:
            self.add_error("due_offset", _("This is due before it opens. Choose a later day or time."))
        elif release.due_at > cohort.ends_at:
            self.add_error("due_offset", _("This is due after the cohort's last day. Choose an earlier day."))

    def _check_last_submission(self, release: Release, cohort: Cohort) -> None:
        closes = release.last_submission_at
        if closes is None:
            return
        if closes <= release.opens_at or (release.due_at is not None and closes < release.due_at):
            self.add_error(
                "last_submission_offset",
                _("Quizzes would close before they are due. Choose a later day or time, or leave it empty."),
            )
        elif closes > cohort.ends_at:
            self.add_error(
                "last_submission_offset",
                _(
                    "Quizzes would close after the cohort's last day. Choose an earlier day, or leave it empty."
                ),
            )


class PatternForm(forms.Form):
    """Says the days of all modules at once; they can be changed one by one afterwards."""

    prefix = "pattern"

    rule = forms.ChoiceField(
        label=_("Modules open"), choices=Rule, initial=Rule.EVERY, widget=forms.RadioSelect
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days of the week"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    every = forms.IntegerField(label=_("Days from one to the next"), min_value=1, max_value=90, initial=7)
    opens_at = forms.TimeField(label=_("Opens at"), initial=time(9), widget=time_input())
    due_after = forms.IntegerField(
        label=_("Due so many days later"),
        min_value=0,
        max_value=365,
        initial=6,
        required=False,
        help_text=_("Leave it empty where nothing is due."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekdays"].choices = _weekdays()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("rule") == Rule.WEEKLY and not cleaned.get("weekdays"):
            self.add_error("weekdays", _("Choose at least one day of the week."))
        return cleaned

    def pattern(self) -> Pattern:
        """Only for a valid form."""
        said = self.cleaned_data
        return Pattern(
            rule=Rule(said["rule"]),
            weekdays=frozenset(said["weekdays"]),
            every=said["every"],
            due_after=said["due_after"],
        )


def _weekdays() -> list[tuple[int, str]]:
    """By their names in the reader's language, in the order of its week."""
    first = first_weekday()
    return [(day % 7, say_weekday(day % 7)) for day in range(first, first + 7)]
