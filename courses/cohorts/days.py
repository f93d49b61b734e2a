"""Days of a cohort's calendar as they are typed; a year with a digit too many, and days that no clock has, are refused."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.core.saying import say_date

FIRST_DAY, FARTHEST_DAY = date(2000, 1, 1), date(2199, 12, 31)


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def validate_day(day: date, *, first: date = FIRST_DAY, last: date = FARTHEST_DAY) -> None:
    if not first <= day <= last:
        between = {"first": say_date(first), "last": say_date(last)}
        raise ValidationError(_("Choose a day between %(first)s and %(last)s.") % between)
