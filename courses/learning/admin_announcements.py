"""Announcements in the admin: of a cohort, one with its preview, the form; for who helps in the cohort or may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from cms.core.errors import NotAllowed, Refusal
from cms.core.saying import say_when
from cms.networks.admin_pages import AdminPage, Crumb, paged
from cms.notices.models import Notice
from cms.notices.writing import Letter, letter
from cms.people.models import User
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import may_see_cohort
from courses.learning.actions import (
    call_off_announcement,
    change_announcement,
    confirm_announcement,
    write_announcement,
)
from courses.learning.announcement_forms import AnnouncementForm, as_written, blank
from courses.learning.announcement_panels import Row, rows_of
from courses.learning.announcing import kind_for, reach_of
from courses.learning.behind import active_in
from courses.learning.enums import GROUPS, Audience
from courses.learning.models import Announcement
from courses.learning.notices import announcement_facts
from courses.learning.permissions import (
    may_announce,
    may_call_off,
    may_change_announcement,
    may_read_announcements,
)


def cohort_or_404(user: User, cohort_id: int) -> Cohort:
    cohort = get_object_or_404(Cohort.all_objects.select_related("network"), pk=cohort_id)
    if not may_read_announcements(user, cohort):
        raise Http404
    return cohort


def announcements_for(user: User, cohort: Cohort) -> Any:
    """All that go out or went out, and one's own drafts."""
    shown = Q(confirmed_at__isnull=False) | Q(author=user)
    return Announcement.objects.filter(shown, cohort=cohort).select_related(
        "cohort__network", "author", "enrolment__user"
    )


def announcement_or_404(user: User, announcement_id: int) -> Announcement:
    found = Announcement.objects.select_related("cohort__network", "author", "enrolment__user")
    announcement = get_object_or_404(found, pk=announcement_id)
    cohort_or_404(user, announcement.cohort_id)
    if announcement.is_draft and announcement.author_id != user.pk:
        raise Http404
    return announcement


class _OfCohort(AdminPage):
    header_icon = "mail"

    @cached_property
    def cohort(self) -> Cohort:
        return cohort_or_404(self.request.user, self.kwargs["cohort_id"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may(self) -> bool:
        """Asked before anything else; `cohort` answers 404 to who may not know of it."""
        return may_read_announcements(self.request.user, self.cohort)

    def trail(self) -> Iterable[Crumb]:
        if may_see_cohort(self.request.user, self.cohort):
            yield reverse("cohort:index"), _("Cohorts")
            yield reverse("cohort:inspect", args=[self.cohort.pk]), self.cohort.name

    def get_page_subtitle(self) -> str:
        return self.cohort.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cohort": self.cohort}


class Announcements(_OfCohort):
    page_title = gettext_lazy("Announcements")
    template_name = "learning/admin/announcements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = paged(self.request, announcements_for(self.request.user, self.cohort))
        return super().get_context_data(**kwargs) | {
            "rows": rows_of(pages["items"]),
            "may_write": may_announce(self.request.user, self.cohort),
            **pages,
        }


class _Form(_OfCohort):
    """What an action refuses is said above the form; nothing that was typed is lost."""

    page_title = gettext_lazy("Write an announcement")
    template_name = "learning/admin/announcement_form.html"
    back = ""

    @cached_property
    def one(self) -> Enrolment | None:
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        raise NotImplementedError

    def act(self, form: AnnouncementForm) -> Announcement:
        raise NotImplementedError

    @cached_property
    def form(self) -> AnnouncementForm:
        return AnnouncementForm(
            self.request.POST or None,
            initial=self.initial(),
            cohort=self.cohort,
            one=self.one,
            now=timezone.now(),
        )

    def trail(self) -> Iterable[Crumb]:
        yield from super().trail()
        yield reverse("announcement:list", args=[self.cohort.pk]), _("Announcements")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.form.is_valid():
            try:
                announcement = self.act(self.form)
            except NotAllowed as refusal:
                raise PermissionDenied from refusal
            except Refusal as refusal:
                self.form.add_error(None, str(refusal))
            else:
                return redirect("announcement:one", announcement.pk)
        return self.render_to_response(self.get_context_data(), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"form": self.form, "one": self.one, "back": self.back}


class Write(_Form):
    """`?to=` is the enrolment of the one person whom it goes to; else `?audience=` is chosen, with `?countries=` or
    `?groups=` of it."""

    def may(self) -> bool:
        return may_announce(self.request.user, self.cohort)

    @property
    def back(self) -> str:
        return reverse("announcement:list", args=[self.cohort.pk])

    @cached_property
    def one(self) -> Enrolment | None:
        if not (wanted := self.request.GET.get("to")):
            return None
        if not wanted.isdecimal() or len(wanted) > 18:
            raise Http404
        return get_object_or_404(active_in(self.cohort.pk).select_related("user"), pk=int(wanted))

    def initial(self) -> dict[str, Any]:
        audience = self.request.GET.get("audience", "")
        if audience not in GROUPS:
            return blank(self.cohort)
        return blank(self.cohort) | {"audience": audience} | self._chosen(Audience(audience))

    def _chosen(self, audience: Audience) -> dict[str, list[str]]:
        """What is no choice here is passed over; a group is one of the cohort's, or the form doesn't know it."""
        name = {Audience.COUNTRIES: "countries", Audience.GROUPS: "groups"}.get(audience, "")
        wanted = self.request.GET.getlist(name)
        if audience == Audience.COUNTRIES:
            there = active_in(self.cohort.pk).filter(user__country__in=wanted).order_by()
            wanted = list(there.values_list("user__country", flat=True).distinct())
        return {name: wanted} if wanted else {}

    def act(self, form: AnnouncementForm) -> Announcement:
        return write_announcement(
            self.cohort,
            said=form.said(),
            key=form.cleaned_data["key"],
            by=self.request.user,
            now=timezone.now(),
        )


class Change(_Form):
    page_title = gettext_lazy("Change the announcement")

    @cached_property
    def announcement(self) -> Announcement:
        return announcement_or_404(self.request.user, self.kwargs["announcement_id"])

    @cached_property
    def cohort(self) -> Cohort:
        return self.announcement.cohort

    def may(self) -> bool:
        return may_change_announcement(self.request.user, self.announcement)

    @property
    def back(self) -> str:
        return reverse("announcement:one", args=[self.announcement.pk])

    @cached_property
    def one(self) -> Enrolment | None:
        return self.announcement.enrolment

    def initial(self) -> dict[str, Any]:
        return as_written(self.announcement)

    def act(self, form: AnnouncementForm) -> Announcement:
        return change_announcement(
            self.announcement,
            said=form.said(),
            seen=form.cleaned_data["seen"] or 0,
            by=self.request.user,
            now=timezone.now(),
        )


class One(_OfCohort):
    """As its readers get it, and what can still be done with it; before it goes out, how many it would reach."""

    template_name = "learning/admin/announcement.html"

    @cached_property
    def announcement(self) -> Announcement:
        return announcement_or_404(self.request.user, self.kwargs["announcement_id"])

    @cached_property
    def cohort(self) -> Cohort:
        return self.announcement.cohort

    def get_page_title(self) -> str:
        return _("Announcement")

    def trail(self) -> Iterable[Crumb]:
        yield from super().trail()
        yield reverse("announcement:list", args=[self.cohort.pk]), _("Announcements")

    @property
    def row(self) -> Row:
        return rows_of([self.announcement])[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, announcement, now = self.request.user, self.announcement, timezone.now()
        mine = may_change_announcement(user, announcement)
        return super().get_context_data(**kwargs) | {
            "announcement": announcement,
            "row": self.row,
            "letter": preview(announcement, to=user),
            "reach": reach_of(announcement, now=now) if announcement.is_open else None,
            "may_change": mine and announcement.is_changeable_at(now),
            "may_confirm": mine and announcement.is_draft,
            "may_call_off": announcement.is_open and may_call_off(user, announcement),
        }


def preview(announcement: Announcement, *, to: User) -> Letter:
    """The e-mail as `to` would get it: the same words, made by the same hand."""
    facts = announcement_facts(announcement) | {"enrolment": 0}
    kind = kind_for(announcement).key
    return letter(Notice(recipient=to, kind=kind, facts=facts, language=to.language), to=to)


@require_safe
@csp_update({"style-src": [UNSAFE_INLINE]})  # an e-mail carries its look in its elements
def letter_page(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """The e-mail's HTML by itself, for the frame on the announcement's page."""
    announcement = announcement_or_404(request.user, announcement_id)
    return HttpResponse(preview(announcement, to=request.user).html)


@require_POST
def confirm(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """`seen` is the version that stood above the button."""
    seen = request.POST.get("seen", "")

    def act(announcement: Announcement) -> str:
        confirmed = confirm_announcement(
            announcement,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            by=request.user,
            now=timezone.now(),
        )
        if confirmed.scheduled_at:
            when = say_when(confirmed.scheduled_at, confirmed.cohort.time_zone)
            return _("Confirmed. It goes out on %(when)s.") % {"when": when}
        return _("It is on its way. How many have it stands here; the e-mails go out by day.")

    return _done(request, announcement_id, act)


@require_POST
def call_off(request: HttpRequest, announcement_id: int) -> HttpResponse:
    def act(announcement: Announcement) -> str:
        if call_off_announcement(announcement, by=request.user, now=timezone.now()) is None:
            return _("The draft is thrown away.")
        return _("Called off. Who has it already keeps it; nobody else gets it.")

    return _done(request, announcement_id, act)


def _done(request: HttpRequest, announcement_id: int, act: Callable[[Announcement], str]) -> HttpResponse:
    """Back to its page, or to the list where there is none any more; a refusal is said there."""
    announcement = announcement_or_404(request.user, announcement_id)
    cohort_id = announcement.cohort_id
    try:
        messages.success(request, act(announcement))
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if Announcement.objects.filter(pk=announcement_id).exists():
        return redirect("announcement:one", announcement_id)
    return redirect("announcement:list", cohort_id)
