"""Inviting people to a cohort: for its organisers, an address a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.saying import say_list
from cms.invitations.forms import LETTER_LANGUAGE, letter_languages
from courses.cohorts.actions.invitation import Invited, invite_to_cohort
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.invitation_terms import room_in
from courses.cohorts.models import Cohort

MOST_AT_ONCE = 100


class InviteForm(forms.Form):
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy("One a line, 100 at most."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=LETTER_LANGUAGE)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = letter_languages()
        self.fields["language"].choices = choices
        self.fields["language"].initial = next(
            (code for code in cohort.languages if code in dict(choices)), choices[0][0]
        )

    def clean_emails(self) -> list[str]:
        emails = [part for part in re.split(r"[\s,;<>]+", self.cleaned_data["emails"]) if part]
        if wrong := [email for email in emails if not _is_address(email)]:
            raise ValidationError(
                _("These are no e-mail addresses: %(wrong)s. Correct them or take them out.")
                % {"wrong": say_list(wrong[:10])}
            )
        if len(emails) > MOST_AT_ONCE:
            raise ValidationError(_("These are more than 100 addresses. Invite the others afterwards."))
        return emails


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254


class CohortInviteView(CohortPage):
    page_title = gettext_lazy("Invite people")
    header_icon = "mail"
    template_name = "cohorts/admin/invite.html"

    @cached_property
    def form(self) -> InviteForm:
        return InviteForm(self.request.POST or None, cohort=self.cohort)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.get(request)
        said = self.form.cleaned_data
        try:
            invited = invite_to_cohort(
                self.cohort,
                emails=said["emails"],
                language=said["language"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            self.form.add_error(None, str(refusal))
            return self.get(request)
        for tell, sentence in _told(invited):
            tell(request, sentence)
        return redirect("invitation:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "room": room_in(self.cohort, now=timezone.now()),
        }


def _told(invited: Invited) -> Iterable[tuple[Any, str]]:
    if invited.sent:
        sentence = ngettext(
            "%(count)d invitation is on its way.",
            "%(count)d invitations are on their way.",
            len(invited.sent),
        )
        yield messages.success, sentence % {"count": len(invited.sent)}
    if invited.waiting:
        sentence = _("Invited before, and not written to again: %(emails)s.")
        yield messages.warning, sentence % {"emails": say_list(invited.waiting)}
    if invited.enrolled:
        sentence = _("In the cohort already: %(emails)s.")
        yield messages.warning, sentence % {"emails": say_list(invited.enrolled)}
