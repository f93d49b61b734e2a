from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.cohorts.days import day_input
from courses.cohorts.planning.moving import Scope

WHOLE, SINCE = "whole", "since"
MOST_DAYS = 730


class MoveForm(forms.Form):
    """What moves, and by how many days. `titles` are those of the cohort's releases, by id."""

    what = forms.ChoiceField(label=gettext_lazy("What moves"), widget=forms.RadioSelect)
    since = forms.DateField(label=gettext_lazy("From this day on"), required=False, widget=day_input())
    days = forms.IntegerField(
        label=gettext_lazy("By how many days"),
        min_value=-MOST_DAYS,
        max_value=MOST_DAYS,
        help_text=gettext_lazy("7 is a week later, −7 a week earlier."),
        widget=forms.NumberInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args: Any, titles: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modules = [(str(pk), _("Only “%(title)s”") % {"title": title}) for pk, title in titles.items()]
        self.fields["what"].choices = [
            (WHOLE, _("All that lies ahead")),
            (SINCE, _("Everything from a day on")),
            *modules,
        ]

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        if days == 0:
            raise forms.ValidationError(_("Nothing moves by no days. Write another number."))
        return days

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("what") == SINCE and not cleaned.get("since") and "since" not in self.errors:
            self.add_error("since", _("Say from which day on."))
        return cleaned

    def scope(self) -> Scope:
        """Only for a valid form."""
        said = self.cleaned_data
        if said["what"] == WHOLE:
            return Scope(said["days"])
        if said["what"] == SINCE:
            return Scope(said["days"], since=said["since"])
        return Scope(said["days"], release=int(said["what"]))
