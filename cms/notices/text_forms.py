from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.words_field import Words
from cms.notices.kinds import Kind
from cms.notices.models.text import MOST_IN_BODY, MOST_IN_SUBJECT
from cms.notices.own_texts import Wording, check_words
from cms.world.languages import direction


class TextForm(forms.Form):
    """A network's own wording of a kind, in one language; `seen` is the version that was read before."""

    subject = forms.CharField(label=_("Subject"), max_length=MOST_IN_SUBJECT)
    body = Words(
        label=_("Text"),
        most=MOST_IN_BODY,
        rows=12,
        help_text=_(
            "Plain text. An empty line begins a paragraph. Greeting, link and the lines below are added."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)

    def __init__(self, *args: Any, kind: Kind, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for field in ("subject", "body"):
            self.fields[field].widget.attrs |= {"lang": language, "dir": direction(language)}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if {"subject", "body"} <= said.keys():
            for field, problem in check_words(self.kind, subject=said["subject"], body=said["body"]).items():
                self.add_error(field, problem)
        return said

    @property
    def wording(self) -> Wording:
        """Of a valid form."""
        return Wording(self.cleaned_data["subject"], self.cleaned_data["body"])
