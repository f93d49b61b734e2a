from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.models import LateResponse

LEFT_OUT = "none"
MOST_MINUTES = 1440


class LateDecisionForm(forms.Form):
    """Which of a question's late answers counts, or none. `answers` are (late response, its words)."""

    counted = forms.ChoiceField(label=_("What counts"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Kept with the decision, with your name.")
    )

    def __init__(self, *args: Any, answers: list[tuple[LateResponse, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = {str(late.pk): late for late, _words in answers}
        self.fields["counted"].choices = [
            *((str(late.pk), words) for late, words in answers),
            (LEFT_OUT, _("None of them: the saved answer stays")),
        ]

    def late_response(self) -> LateResponse | None:
        return self.answers.get(self.cleaned_data["counted"])


class AddedMinutesForm(forms.Form):
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Kept with your name."))
