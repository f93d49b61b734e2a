from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.words_field import Words
from courses.cohorts.admission import MOST_IN_ANSWER, questions_of
from courses.cohorts.models import Cohort


class ApplicationForm(forms.Form):
    """A field for each question of the cohort."""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, question in enumerate(questions_of(cohort)):
            self.fields[f"answer_{place}"] = Words(label=question, most=MOST_IN_ANSWER, rows=5)

    def answers(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]


class RefusalForm(forms.Form):
    reason = Words(
        label=_("Reason"),
        most=MOST_IN_ANSWER,
        rows=4,
        help_text=_("The person reads it, in your words. Say what they can do instead."),
    )
