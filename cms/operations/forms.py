from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.enums import Standing
from cms.core.models import JobRow


class JobsFilter(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=Standing)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, models: Mapping[str, type[JobRow]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(label, model.called) for label, model in models.items()]
        self.fields["kind"].choices = [("", _("All kinds")), *named]

    def chosen(self) -> tuple[str, Standing]:
        """The kind's label, empty for all, and how the jobs stand; what makes no sense counts as not chosen."""
        self.full_clean()
        said = self.cleaned_data
        return said.get("kind", ""), Standing(said.get("state") or Standing.FAILED)
