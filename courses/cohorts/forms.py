from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cms.networks.enums import COHORT_CHANGING_ROLES
from cms.networks.models import Network
from cms.people.models import User
from cms.world.zone_choices import zones_by_region
from cms.world.zones import instant
from courses.catalogue.models import CoursePage
from courses.cohorts.actions.change import CHANGEABLE_WHEN_ANNOUNCED
from courses.cohorts.admission_fields import ADMISSION_FIELDS, AdmissionFields
from courses.cohorts.course_titles import course_languages, course_title, module_titles
from courses.cohorts.days import day_input, time_input, validate_day
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Release
from courses.cohorts.permissions import possible_facilitators
from courses.cohorts.release_forms import PatternForm, ReleaseForm

DAYS = ("enrolment_opens_on", "enrolment_closes_on", "starts", "ends")
MOST_SEATS = 100_000


class CohortForm(AdmissionFields, forms.ModelForm):
    """A cohort and a line for each module of its course; once announced, only what may still change."""

    languages = forms.MultipleChoiceField(
        label=_("Languages promised"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("All dates and times of this cohort are on the clock of this place."),
        error_messages={
            "invalid_choice": _(
                "“%(value)s” is not a time zone. Choose one from the list, such as Africa/Dakar."
            )
        },
    )

    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    facilitators = forms.ModelMultipleChoiceField(
        label=_("Facilitators"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They help this cohort’s trainees and see their work. Whoever holds the role of facilitator in the"
            " host stands here; a manager of the network gives it."
        ),
    )

    class Meta:
        model = Cohort
        fields = [
            "network",
            "name",
            "languages",
            "time_zone",
            "enrolment_opens_on",
            "enrolment_opens_time",
            "enrolment_closes_on",
            "enrolment_closes_time",
            "starts",
            "ends",
            "pacing",
            "capacity",
            *ADMISSION_FIELDS,
        ]
        labels = {
            "pacing": _("How people study"),
            "enrolment_opens_time": _("Enrolment opens at"),
            "enrolment_closes_time": _("Enrolment closes at"),
        }
        help_texts = {
            "name": _("As people see it, with what tells it from other cohorts of the course."),
            "enrolment_closes_time": _("23:59 means until midnight."),
            "pacing": _(
                "At their own pace, each one’s days are counted from the day on which they come in, or from the"
                " first day if that is later."
            ),
            "ends": _("Everything can be read and taken up to the end of this day."),
        }
        widgets = {
            "enrolment_opens_on": day_input(),
            "enrolment_opens_time": time_input(),
            "enrolment_closes_on": day_input(),
            "enrolment_closes_time": time_input(),
            "starts": day_input(),
            "ends": day_input(),
            "pacing": forms.RadioSelect,
        }

    def __init__(self, *args: Any, organiser: User, course: CoursePage, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course, self.language = course, language
        self.drafting = self.instance.state == CohortState.DRAFT
        self._offer_zones(organiser)
        self._offer_networks(organiser)
        self._offer_facilitators(organiser)
        if self.instance.pk is None:
            self.initial["name"] = course_title(course, language)[:150]
            self.initial["languages"] = course_languages(course)
        if not self.drafting:
            for name in set(self.fields) - CHANGEABLE_WHEN_ANNOUNCED - {"facilitators"}:
                del self.fields[name]
        self.lines = list(self._lines()) if self.drafting else []
        self.pattern = PatternForm(self.data if self.is_bound else None) if self.lines else None

    def _offer_zones(self, organiser: User) -> None:
        if self.instance.pk is None:
            self.initial["time_zone"] = organiser.time_zone
        chosen = self.instance.time_zone or organiser.time_zone
        self.fields["time_zone"].choices = zones_by_region(chosen)

    def _offer_networks(self, organiser: User) -> None:
        """The host is chosen once: people enrol with it."""
        if self.instance.pk is not None:
            del self.fields["network"]
            return
        hosts = Network.objects.where(organiser, COHORT_CHANGING_ROLES)
        self.fields["network"].queryset = hosts
        if len(hosts) == 1:
            self.initial["network"] = hosts[0].pk

    def _offer_facilitators(self, organiser: User) -> None:
        """Those of the host, and whoever is named already."""
        if self.instance.pk is None:
            offered = possible_facilitators(Network.objects.where(organiser, COHORT_CHANGING_ROLES))
        else:
            named = self.instance.facilitators.all()
            offered = User.objects.filter(
                Q(pk__in=possible_facilitators([self.instance.network]).values("pk"))
                | Q(pk__in=named.values("pk"))
            ).order_by("display_name", "pk")
            self.initial["facilitators"] = list(named)
        self.fields["facilitators"].queryset = offered

    def _lines(self) -> Iterator[ReleaseForm]:
        present = {release.module_key: release for release in self._present_releases()}
        titles = module_titles(self.course.module_keys(), self.language)
        for place, (key, title) in enumerate(titles.items()):
            yield ReleaseForm(
                self.data if self.is_bound else None,
                prefix=f"release-{place}",
                module_key=key,
                title=title,
                initial=self._initial(present.get(key), place),
            )

    def _present_releases(self) -> list[Release]:
        return list(self.instance.releases.all()) if self.instance.pk else []

    def _initial(self, release: Release | None, place: int) -> dict[str, Any]:
        """A week for each module, unless the cohort says otherwise."""
        if release is None:
            return {
                "day_offset": 7 * place,
                "local_time": time(9),
                "due_offset": 7 * place + 6,
                "due_local_time": time(23, 59),
                "grace_hours": 0,
                "last_submission_local_time": time(23, 59),
            }
        return {name: getattr(release, name) for name in ReleaseForm.base_fields}

    def is_valid(self) -> bool:
        valid = super().is_valid()
        lines_valid = [line.is_valid() for line in self.lines]
        if valid and all(lines_valid):
            for line in self.lines:
                line.check_against(self._cohort_as_said())
        return valid and not any(line.errors for line in self.lines)

    def filled(self) -> QueryDict | None:
        """What was typed, with the days of every module by the pattern; None, with its reason, where it says none."""
        starts = self._parsed_day("starts")
        if self.pattern is None or not self.pattern.is_valid():
            return None
        if starts is None:
            self.pattern.add_error(None, _("Say first on which day the cohort begins."))
            return None
        pattern = self.pattern.pattern()
        data = self.data.copy()
        for line, opens in zip(self.lines, pattern.opening_days(len(self.lines), starts=starts), strict=True):
            due = pattern.due_day(opens)
            data[line.add_prefix("day_offset")] = str(opens)
            data[line.add_prefix("due_offset")] = "" if due is None else str(due)
            data[line.add_prefix("local_time")] = f"{self.pattern.cleaned_data['opens_at']:%H:%M}"
        return data

    def _parsed_day(self, name: str) -> date | None:
        try:
            return self.fields[name].clean(self.data.get(self.add_prefix(name)))
        except ValidationError:
            return None

    def keep_quiet(self) -> None:
        """Shows what was typed without what is wrong with it: nobody has said yet that they are ready."""
        for form in (self, *self.lines):
            form._errors = forms.utils.ErrorDict()
            form.cleaned_data = {}

    def _cohort_as_said(self) -> Cohort:
        """The instance with what was typed and the instants that follow from it."""
        self.instance.derive_instants()
        return self.instance

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_far_days()
        starts, ends = self._said("starts"), self._said("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day lies before the first. Choose a later last day."))
        zone = self._said("time_zone")
        opens = (self._said("enrolment_opens_on"), self._said("enrolment_opens_time"))
        closes = (self._said("enrolment_closes_on"), self._said("enrolment_closes_time"))
        if zone and all((*opens, *closes)) and instant(*closes, zone) <= instant(*opens, zone):
            self.add_error(
                "enrolment_closes_on", _("Enrolment closes before it opens. Choose a later day or time.")
            )
        return cleaned

    def _refuse_far_days(self) -> None:
        for name in DAYS:
            if (day := self.cleaned_data.get(name)) is not None:
                try:
                    validate_day(day)
                except ValidationError as problem:
                    self.add_error(name, problem)

    def _said(self, name: str) -> Any:
        """What was typed, or what stands where it can't be changed; None where it is wrong."""
        return self.cleaned_data.get(name) if name in self.fields else getattr(self.instance, name)

    def plain(self) -> list[forms.BoundField]:
        """What says what the cohort is; who may come in stands under a heading of its own."""
        return [field for field in self if field.name not in ADMISSION_FIELDS]

    def admission(self) -> list[forms.BoundField]:
        return [self[name] for name in ADMISSION_FIELDS if name != "only_countries"]

    def values(self) -> dict[str, Any]:
        """What the cohort's own row says."""
        return {name: value for name, value in self.cleaned_data.items() if name != "facilitators"}

    def releases(self) -> list[Release] | None:
        """One for each module; None where they can't be changed any more."""
        return [line.release(self.instance) for line in self.lines] if self.drafting else None
