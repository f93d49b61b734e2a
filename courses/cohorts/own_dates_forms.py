"""What an organiser says when somebody is to have dates of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.words_field import Words
from courses.cohorts.days import day_input, validate_day
from courses.cohorts.models.own_dates import LONGEST_REASON


class _Reasoned(forms.Form):
    reason = Words(
        label=_("Why"),
        most=LONGEST_REASON,
        rows=2,
        help_text=_(
            "For those who run this cohort; the person sees it in the copy of their data. No diagnosis."
        ),
    )


class LeaveForm(_Reasoned):
    prefix = "leave"

    starts = forms.DateField(label=_("First day away"), widget=day_input(), validators=[validate_day])
    ends = forms.DateField(label=_("Last day away"), widget=day_input(), validators=[validate_day])

    field_order = ("starts", "ends", "reason")
    REFUSED = {
        "outside": "starts",
        "before_they_began": "ends",
        "overlap": "starts",
        "no_reason": "reason",
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day lies before the first. Choose a later one."))
        return cleaned


class ExtensionForm(_Reasoned):
    """`modules` are (release id, title) of those that have a due date."""

    prefix = "extend"

    release = forms.TypedChoiceField(label=_("Module"), coerce=int)
    due_on = forms.DateField(label=_("Due on this day"), widget=day_input(), validators=[validate_day])

    field_order = ("release", "due_on", "reason")
    REFUSED = {
        "past": "due_on",
        "outside": "due_on",
        "no_effect": "due_on",
        "no_due_date": "release",
        "no_reason": "reason",
    }

    def __init__(self, *args: Any, modules: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release"].choices = modules
