from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.notices.choices import offered_kinds
from cms.notices.models import MutedKind
from cms.people.models import User


class ChoiceForm(forms.Form):
    """Which optional kinds somebody wants. It is validated here; `choose_kinds` writes it."""

    wanted = forms.MultipleChoiceField(
        label=_("Write to me when"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = offered_kinds(person)
        muted = set(MutedKind.objects.filter(user=person).values_list("kind", flat=True))
        wanted = self.fields["wanted"]
        wanted.choices = [(key, kind.optional) for key, kind in kinds.items()]
        wanted.initial = [key for key in kinds if key not in muted]
