from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.words_field import Words
from courses.learning.models.help_request import MOST_ASKED
from courses.learning.models.mistake import MOST_ANSWERED, MOST_REPORTED
from courses.learning.models.note import MOST_WRITTEN
from courses.learning.search import MOST_TYPED


class NoteForm(forms.Form):
    """`seen` is the stamp of the text that the page shows as stored."""

    text = Words(label=_("Your note"), most=MOST_WRITTEN, required=False)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class MistakeForm(forms.Form):
    text = Words(
        label=_("What is wrong?"),
        most=MOST_REPORTED,
        help_text=_("Say what it should be, and how you know, if you can."),
    )


class AnswerForm(forms.Form):
    answer = Words(label=_("Your answer"), most=MOST_ANSWERED)


class HelpForm(forms.Form):
    text = Words(
        label=_("Your question"),
        most=MOST_ASKED,
        help_text=_("Your name and your e-mail address go with it, so that they can answer you."),
    )


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=MOST_TYPED, required=False)


class ViewingForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you look"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_(
            "The trainee reads it with your name, on the page of their data. You may leave it empty."
        ),
    )
