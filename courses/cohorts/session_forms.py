from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.saying import say_date, say_zone
from courses.cohorts.days import day_input, time_input
from courses.cohorts.models import Cohort, LiveSession
from courses.cohorts.models.session import LONGEST


class SessionForm(forms.Form):
    """A session of a cohort, by its day on the cohort's calendar."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=day_input())
    local_time = forms.TimeField(label=gettext_lazy("Begins at"), widget=time_input())
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=LONGEST, initial=60)
    link = forms.URLField(
        label=gettext_lazy("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("Of the call. Only people of the cohort see it."),
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("Where people meet in a room."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["day"].help_text = _("From %(first)s to %(last)s.") % {
            "first": say_date(cohort.starts),
            "last": say_date(cohort.ends),
        }
        self.fields["local_time"].help_text = _("On the clock of the cohort: %(zone)s.") % {
            "zone": say_zone(cohort.starts_at, cohort.time_zone)
        }

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if not self.cohort.starts <= day <= self.cohort.ends:
            raise forms.ValidationError(
                _("This session does not lie within the cohort. Choose a day between its first and its last.")
            )
        return day

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["day_offset"] = (said.pop("day") - self.cohort.starts).days
        return said


def as_planned(session: LiveSession) -> dict[str, Any]:
    """The form's values, of one that is there."""
    names = ("title", "local_time", "minutes", "link", "place")
    day = session.cohort.starts + timedelta(days=session.day_offset)
    return {name: getattr(session, name) for name in names} | {"day": day}
