from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.questionnaires.enums import CHOOSING, Kind
from assessments.questionnaires.models import MOST_CHOICES, MOST_WORDS, Question, Questionnaire
from cms.core.saying import say_language
from cms.core.words_field import Words

LONGEST_QUESTION, LONGEST_CHOICE = 300, 150


class ReplyForm(forms.Form):
    """A field for each question, none of them required."""

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: Sequence[Question] = list(questionnaire.questions.all())
        for question in self.questions:
            self.fields[_name(question)] = _field(question)

    def answers(self) -> dict[int, Any]:
        """By the question's id; only for a valid form."""
        return {question.pk: self.cleaned_data[_name(question)] for question in self.questions}


def _name(question: Question) -> str:
    return f"question_{question.pk}"


def _field(question: Question) -> forms.Field:
    said = {"label": question.said, "required": False}
    if question.kind == Kind.TEXT:
        return Words(most=MOST_WORDS, rows=4, **said)
    choices = list(enumerate(question.choices_said))
    if question.kind == Kind.SEVERAL:
        return forms.TypedMultipleChoiceField(
            choices=choices, coerce=int, widget=forms.CheckboxSelectMultiple, **said
        )
    return forms.TypedChoiceField(
        choices=choices, coerce=int, empty_value=None, widget=forms.RadioSelect, **said
    )


class QuestionForm(forms.Form):
    """A question in each language that the cohort promises; the choices one a line, as many in each."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Answered by"), choices=Kind, initial=Kind.SCALE, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for code in languages:
            name = say_language(code, inside=True)
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Question in %(language)s") % {"language": name},
                max_length=LONGEST_QUESTION,
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
        for code in languages:
            name = say_language(code, inside=True)
            self.fields[f"choices_{code}"] = Words(
                label=_("Choices in %(language)s") % {"language": name},
                most=MOST_CHOICES * (LONGEST_CHOICE + 1),
                rows=3,
                required=False,
                help_text=_("One a line, where one chooses."),
            )

    def said(self) -> dict[str, Any]:
        """What `add_question` takes; only for a valid form."""
        data = self.cleaned_data
        chooses = data["kind"] in CHOOSING
        return {
            "kind": Kind(data["kind"]),
            "text": {code: data[f"text_{code}"] for code in self.languages},
            "choices": {code: _lines(data[f"choices_{code}"]) for code in self.languages} if chooses else {},
        }


def _lines(text: str) -> list[str]:
    return [line.strip()[:LONGEST_CHOICE] for line in text.splitlines() if line.strip()]


class OpeningForm(forms.Form):
    anonymous = forms.TypedChoiceField(
        label=gettext_lazy("Answers are kept"),
        coerce=lambda said: said == "yes",
        choices=[
            ("yes", gettext_lazy("Without names: you see them together, five people’s at a time")),
            ("no", gettext_lazy("With names: you see who said what, and people are told so")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )
