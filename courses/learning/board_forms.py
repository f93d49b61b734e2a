from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.alphabet import alphabetical
from cms.core.saying import say_language, say_territory
from cms.people.enums import ProfessionalRole
from courses.cohorts.grouping import in_groups
from courses.cohorts.models import Cohort, EnrolmentQuerySet, Group
from courses.learning.board import places_in
from courses.learning.enums import Audience


class BoardForm(forms.Form):
    """Narrows the board; what it says stands in the address, so that it can be kept and sent."""

    q = forms.CharField(label=gettext_lazy("Name or e-mail"), required=False, max_length=100)
    where = forms.ChoiceField(label=gettext_lazy("Stands"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Profession"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("In order of"), required=False)

    def __init__(
        self, *args: Any, cohort: Cohort, people: EnrolmentQuerySet, groups: Sequence[Group], **kwargs: Any
    ) -> None:
        """Offers the countries, professions and languages that there are; one query."""
        super().__init__(*args, **kwargs)
        self.groups = groups
        there = set(people.order_by().values_list("user__country", "user__role", "language").distinct())
        countries = sorted(
            {(code, say_territory(code)) for code, _role, _language in there if code},
            key=lambda one: alphabetical(one[1]),
        )
        roles = {role for _country, role, _language in there if role}
        languages = sorted({code for _country, _role, code in there if code})
        places = [(where.value, where.label) for where in places_in(cohort)]
        self._offer("where", places, gettext_lazy("Everybody"))
        self._offer("country", countries, gettext_lazy("All countries"))
        self._offer(
            "role",
            [one for one in ProfessionalRole.choices if one[0] in roles],
            gettext_lazy("All professions"),
        )
        self._offer(
            "language", [(code, say_language(code)) for code in languages], gettext_lazy("All languages")
        )
        if groups:
            self._offer(
                "group", [(str(group.pk), group.name) for group in groups], gettext_lazy("All groups")
            )
        else:
            del self.fields["group"]
        self.fields["sort"].choices = [("", _("Name")), ("seen", _("Longest silent first"))]

    def _offer(self, name: str, choices: Any, every: Any) -> None:
        self.fields[name].choices = [("", every), *choices]

    def narrowed(self, people: EnrolmentQuerySet) -> EnrolmentQuerySet:
        """All but `where`, which needs the cohort. What is not a choice narrows nothing."""
        said = self.cleaned_data
        for word in said.get("q", "").split()[:5]:
            people = people.filter(user__display_name__icontains=word) | people.filter(
                user__email__icontains=word
            )
        for name, column in (("country", "user__country"), ("role", "user__role"), ("language", "language")):
            if said.get(name):
                people = people.filter(**{column: said[name]})
        if said.get("group"):
            people = in_groups(people, self.groups, {int(said["group"])})
        return people

    @property
    def narrows(self) -> bool:
        """Whether the board shows only some."""
        return any(value for name, value in self.cleaned_data.items() if name != "sort")

    @property
    def audience(self) -> dict[str, str]:
        """The same people, of those who take part, as an announcement may go to them; empty where none can."""
        said = {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}
        if said.keys() == {"country"}:
            return {"audience": Audience.COUNTRIES.value, "countries": said["country"]}
        if said.keys() == {"group"}:
            return {"audience": Audience.GROUPS.value, "groups": said["group"]}
        return {}

    @property
    def order(self) -> tuple[Any, ...]:
        if self.cleaned_data.get("sort") == "seen":
            return (F("seen_at").asc(nulls_first=True), "pk")
        return ("user__display_name", "pk")
