from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.alphabet import alphabetical
from cms.core.words_field import Words
from cms.invitations.forms import letter_languages
from cms.people.enums import ProfessionalRole
from cms.world.models import Country
from courses.cohorts.days import day_input, validate_day
from courses.cohorts.models.nomination import LONGEST_NOTE, MOST_NOMINEES

# What the host needs, by default, to select from a list before enrolment closes.
TO_SELECT = timedelta(days=7)


class AskingForm(forms.Form):
    """Which authority is asked to propose people."""

    name = forms.CharField(
        label=_("Name of the authority"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    email = forms.EmailField(label=_("E-mail address"), help_text=_("Whoever reads it makes the list."))
    language = forms.ChoiceField(label=_("Language of the letter"))
    most = forms.IntegerField(label=_("People at most"), min_value=1, max_value=MOST_NOMINEES, initial=5)
    closes_on = forms.DateField(
        label=_("Until"), widget=day_input(), validators=[validate_day], help_text=_("On the cohort’s clock.")
    )

    REFUSED = {"asked": "email", "past": "closes_on", "late": "closes_on"}

    def __init__(self, *args: Any, closes: date, today: date, **kwargs: Any) -> None:
        """`closes` is the day on which enrolment closes: the list closes a week before, if that lies ahead."""
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = letter_languages()
        preset = max(closes - TO_SELECT, today)
        self.fields["closes_on"].initial = preset if preset < closes else None


class NomineeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"}))
    email = forms.EmailField(label=_("E-mail address"))
    country = forms.ChoiceField(label=_("Country"), required=False)
    role = forms.ChoiceField(label=_("Profession"), required=False)
    note = Words(label=_("Why this person"), most=LONGEST_NOTE, rows=2, required=False)

    REFUSED = {"proposed": "email"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(country.pk, str(country)) for country in Country.objects.all()]
        countries = sorted(named, key=lambda one: alphabetical(one[1]))
        self.fields["country"].choices = [("", _("Not said")), *countries]
        self.fields["role"].choices = [("", _("Not said")), *ProfessionalRole.choices]
