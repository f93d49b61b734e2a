from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.words_field import Words
from cms.networks.models import Network
from courses.catalogue.models.use import MOST_IN_NOTE


class AskForm(forms.Form):
    """`networks` are those for which the person may ask; with one there is nothing to choose."""

    network = forms.ModelChoiceField(label=_("For the courses of"), queryset=Network.objects.none())
    note = Words(
        label=_("What you plan"),
        most=MOST_IN_NOTE,
        rows=4,
        help_text=_("For whom the course is, and when. Who answers reads it."),
    )

    def __init__(self, *args: Any, networks: list[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Network.objects.filter(pk__in=[each.pk for each in networks])
        if len(networks) == 1:
            self.fields["network"].initial = networks[0].pk


class AnswerUseForm(forms.Form):
    answer = Words(
        label=_("A word with your answer"),
        most=MOST_IN_NOTE,
        rows=4,
        required=False,
        help_text=_("A no needs a reason; a yes can do without. Who asked reads it."),
    )
