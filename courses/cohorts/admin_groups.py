"""Groups of a cohort by country or language, each with somebody who helps: for its organisers; the secretariat is told no."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.core.alphabet import alphabetical
from cms.core.errors import Refusal
from cms.core.scoping import scope_set
from cms.networks.admin_pages import named_or_404
from cms.people.models import User
from cms.world.models import Country
from courses.cohorts.actions.group import add_group, remove_group
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.grouping import said_rule, sizes
from courses.cohorts.models import Cohort, Group
from courses.cohorts.permissions import possible_facilitators

REFUSED_FIELDS = {"same_name": "name", "no_facilitator": "facilitator"}


class GroupForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    facilitator = forms.ModelChoiceField(
        label=gettext_lazy("Who helps it"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whoever helps the cohort"),
        help_text=gettext_lazy(
            "They help the whole cohort then, and their name stands first for this group."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facilitator"].queryset = possible_facilitators([cohort.network])
        named = [(country.pk, str(country)) for country in Country.objects.all()]
        self.fields["countries"].choices = sorted(named, key=lambda one: alphabetical(one[1]))


class GroupsView(CohortPage):
    """POST adds one, or with `remove` takes one away."""

    page_title = gettext_lazy("Groups")
    header_icon = "group"
    template_name = "cohorts/admin/groups.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(GroupForm(cohort=self.cohort))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            return self._remove(request.POST["remove"])
        form = GroupForm(request.POST, cohort=self.cohort)
        if form.is_valid():
            try:
                with scope_set(None):
                    add_group(self.cohort, **form.cleaned_data, by=request.user)
            except Refusal as refusal:
                form.add_error(REFUSED_FIELDS.get(refusal.code), str(refusal))
            else:
                messages.success(request, _("The group is there."))
                return redirect("cohort:groups", self.cohort.pk)
        return self._shown(form)

    def _remove(self, number: str) -> HttpResponse:
        group = named_or_404(Group.all_objects.of(self.cohort), number)
        with scope_set(None):
            remove_group(group, by=self.request.user)
        messages.success(self.request, _("“%(name)s” is taken away.") % {"name": group.name})
        return redirect("cohort:groups", self.cohort.pk)

    def _shown(self, form: GroupForm) -> HttpResponse:
        groups = list(Group.all_objects.of(self.cohort))
        counts = sizes(self.cohort, groups)
        lines = [(group, said_rule(group), counts[group.pk]) for group in groups]
        context = self.get_context_data(form=form, lines=lines, rest=counts[None])
        return self.render_to_response(context)
