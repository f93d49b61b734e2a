from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.saying import say_language, say_territory, say_zone
from cms.core.words_field import Words
from cms.invitations.forms import letter_languages
from cms.world.zones import instant
from courses.cohorts.days import day_input, time_input
from courses.cohorts.models import Cohort, Enrolment, Group
from courses.learning.actions.announcement import Said
from courses.learning.behind import active_in
from courses.learning.enums import GROUPS, Audience
from courses.learning.models import Announcement
from courses.learning.models.announcement import MOST_IN_SUBJECT, MOST_IN_TEXT

NOW, LATER = "now", "later"
# Which field names the groups of an audience.
CHOICES_OF = {Audience.COUNTRIES: "countries", Audience.LANGUAGES: "languages", Audience.GROUPS: "groups"}


class AnnouncementForm(forms.Form):
    """`one` is the person whom it goes to; without one, the cohort or a part of it is chosen."""

    audience = forms.ChoiceField(
        label=gettext_lazy("To whom"),
        choices=[(group.value, group.label) for group in GROUPS],
        initial=Audience.EVERYBODY,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Who belongs to it is judged when it goes out."),
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages that they read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"), required=False, widget=forms.CheckboxSelectMultiple
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=MOST_IN_SUBJECT,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    text = Words(
        label=gettext_lazy("Text"),
        most=MOST_IN_TEXT,
        rows=10,
        help_text=gettext_lazy("Plain text, 5,000 characters at most. An empty line begins a paragraph."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of your text"),
        help_text=gettext_lazy("So that it runs in the right direction, and is read aloud as it should be."),
    )
    takes_answers = forms.BooleanField(
        label=gettext_lazy("Let people answer me"),
        required=False,
        help_text=gettext_lazy("A reply to the e-mail then goes to your own address, which they see."),
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[(NOW, gettext_lazy("Now")), (LATER, gettext_lazy("Later"))],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=gettext_lazy("On this day, if later"),
        required=False,
        widget=day_input(),
    )
    at = forms.TimeField(
        label=gettext_lazy("At this time, if later"),
        required=False,
        widget=time_input(),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, cohort: Cohort, one: Enrolment | None, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.one, self.now = cohort, one, now
        self.scheduled_at: datetime | None = None
        self.fields["language"].choices = letter_languages()
        self.fields["at"].help_text = _("On the clock of the cohort: %(zone)s.") % {
            "zone": say_zone(now, cohort.time_zone)
        }
        if one is None:
            self._offer_groups()
        else:
            for name in ("audience", *CHOICES_OF.values()):
                del self.fields[name]

    def _offer_groups(self) -> None:
        """Those that somebody is in, and those that were chosen before."""
        people = active_in(self.cohort.pk).order_by()
        offered = {
            "countries": (people.filter(user__country__isnull=False), "user__country", say_territory),
            "languages": (people, "user__language", say_language),
        }
        for name, (some, column, said) in offered.items():
            codes = {*some.values_list(column, flat=True).distinct(), *(self.initial.get(name) or [])}
            choices = sorted(((code, said(code)) for code in codes), key=lambda choice: choice[1])
            self.fields[name].choices = choices
        groups = [(str(group.pk), group.name) for group in Group.all_objects.of(self.cohort)]
        self.fields["groups"].choices = groups
        if not groups:
            del self.fields["groups"]
            offered_audiences = [
                (value, label) for value, label in self.fields["audience"].choices if value != Audience.GROUPS
            ]
            self.fields["audience"].choices = offered_audiences

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        group = CHOICES_OF.get(said.get("audience", ""))
        if group and group not in self.errors and not said.get(group):
            self.add_error(group, _("Choose one at least, or write to everybody."))
        if said.get("when") == LATER:
            self._clean_time(said)
        return said

    def _clean_time(self, said: dict[str, Any]) -> None:
        for name, sentence in (("day", _("Choose a day.")), ("at", _("Choose a time."))):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if self.errors.keys() & {"day", "at"}:
            return
        try:
            self.scheduled_at = instant(said["day"], said["at"], self.cohort.time_zone)
        except OverflowError:
            self.add_error("day", _("Choose a day before the cohort ends."))
            return
        if self.scheduled_at <= self.now:
            self.add_error("day", _("This time has passed. Choose a later one, or send it now."))
        elif self.scheduled_at >= self.cohort.ends_at:
            self.add_error("day", _("Choose a day before the cohort ends."))

    def said(self) -> Said:
        given = self.cleaned_data
        audience = Audience.ONE if self.one else Audience(given["audience"])
        group = CHOICES_OF.get(audience)
        return Said(
            audience=audience,
            language=given["language"],
            subject=given["subject"],
            text=given["text"],
            takes_answers=given["takes_answers"],
            scheduled_at=self.scheduled_at if given["when"] == LATER else None,
            chosen=tuple(given[group]) if group else (),
            enrolment=self.one,
        )


def blank(cohort: Cohort) -> dict[str, Any]:
    languages = [code for code in cohort.languages if code in dict(letter_languages())]
    return {"key": uuid.uuid4(), "language": next(iter(languages), letter_languages()[0][0])}


def as_written(announcement: Announcement) -> dict[str, Any]:
    """The form's values, of one that is there."""
    values: dict[str, Any] = {
        name: getattr(announcement, name)
        for name in ("audience", "subject", "text", "language", "takes_answers", "key")
    }
    if group := CHOICES_OF.get(Audience(announcement.audience)):
        values[group] = announcement.chosen
    if announcement.scheduled_at:
        local = announcement.scheduled_at.astimezone(ZoneInfo(announcement.cohort.time_zone))
        values |= {"when": LATER, "day": local.date(), "at": local.time()}
    return values | {"seen": announcement.version}
