"""Who may come into a cohort, as fields of its form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.alphabet import alphabetical
from cms.core.words_field import Words
from cms.people.enums import ProfessionalRole
from cms.world.models import Country
from courses.cohorts.admission import MOST_QUESTIONS
from courses.cohorts.enums import Entry

ADMISSION_FIELDS = (
    *("entry", "questions", "only_members", "only_roles", "only_countries"),
    *("waiting_list", "hours_to_accept"),
)
MOST_IN_QUESTION = 300
MOST_HOURS = 24 * 30


class AdmissionFields(forms.Form):
    entry = forms.ChoiceField(
        label=gettext_lazy("How people come in"),
        choices=Entry,
        initial=Entry.OPEN,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "An invitation of yours brings a seat at once in any case, as long as one is free."
        ),
    )
    questions = Words(
        label=gettext_lazy("Questions of the application"),
        most=MOST_QUESTIONS * (MOST_IN_QUESTION + 1),
        rows=4,
        required=False,
        help_text=gettext_lazy(
            "One a line, five at most, where people apply. Without any we ask what they do and what they want to learn."
        ),
    )
    only_members = forms.BooleanField(
        label=gettext_lazy("Only people with a role in the host"), required=False
    )
    only_roles = forms.MultipleChoiceField(
        label=gettext_lazy("Only these professions"),
        choices=ProfessionalRole,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none where all may come in."),
    )
    only_countries = forms.MultipleChoiceField(
        label=gettext_lazy("Only people from these countries"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none where all may come in."),
    )
    waiting_list = forms.BooleanField(
        label=gettext_lazy("Keep a waiting list when all seats are taken"), required=False, initial=True
    )
    hours_to_accept = forms.IntegerField(
        label=gettext_lazy("Hours to accept a seat that came free"),
        min_value=1,
        max_value=MOST_HOURS,
        initial=48,
        help_text=gettext_lazy(
            "The seat is held so long for the first on the list; then it goes to the next."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(country.pk, str(country)) for country in Country.objects.all()]
        self.fields["only_countries"].choices = sorted(named, key=lambda one: alphabetical(one[1]))
        if self.instance.pk:
            self.initial["questions"] = "\n".join(self.instance.questions)

    def clean_questions(self) -> list[str]:
        questions = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if len(questions) > MOST_QUESTIONS:
            raise ValidationError(_("These are more than five questions. Leave some out."))
        if any(len(question) > MOST_IN_QUESTION for question in questions):
            raise ValidationError(_("A question has 300 characters at most. Say it shorter."))
        return questions
