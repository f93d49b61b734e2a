"""The admin's section *Invitations*, and giving and handing over roles: for those who may give what they bring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from cms.core.errors import NotAllowed, Refusal
from cms.invitations import actions
from cms.invitations.forms import UNDELIVERED, GiveRoleForm, HandOverForm, InvitationsFilter, VouchForm
from cms.invitations.listing import lines_of, with_everything_said
from cms.invitations.models import Invitation, InvitationQuerySet
from cms.networks.admin_pages import AdminPage, Crumb, NetworkAdminPage, paged
from cms.networks.enums import INVITING_ROLES, MANAGING_ROLES, Role
from cms.networks.models import Membership, Network
from cms.networks.scope import scope_of
from cms.people.models import User


class InvitationsView(AdminPage):
    page_title = gettext_lazy("Invitations")
    header_icon = "mail"
    template_name = "invitations/admin/invitations.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not scope_of(request.user).holds(INVITING_ROLES):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def filter_form(self) -> InvitationsFilter:
        networks = Network.objects.where(self.request.user, INVITING_ROLES).order_by("slug")
        return InvitationsFilter(self.request.GET, networks=networks)

    def invitations(self) -> InvitationQuerySet:
        said = self.filter_form.cleaned_data if self.filter_form.is_valid() else {}
        found = Invitation.all_objects.for_user(self.request.user)
        if said.get("q"):
            found = found.filter(email__icontains=said["q"].strip())
        if said.get("state") == UNDELIVERED:
            found = found.undelivered()
        elif said.get("state"):
            found = found.in_state(said["state"], at=timezone.now())
        if said.get("network"):
            found = found.filter(network=said["network"])
        return with_everything_said(found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = paged(self.request, self.invitations())
        return (
            super().get_context_data(**kwargs)
            | page
            | {
                "lines": lines_of(page["items"], now=timezone.now()),
                "filter_form": self.filter_form,
                "filtered": any(self.request.GET.get(name) for name in self.filter_form.fields),
                "manages": scope_of(self.request.user).holds(MANAGING_ROLES),
            }
        )


class GiveRoleView(NetworkAdminPage):
    page_title = gettext_lazy("Give somebody a role")
    template_name = "invitations/admin/by_address.html"

    @cached_property
    def form(self) -> GiveRoleForm:
        wanted = {"roles": [role for role in self.request.GET.getlist("role") if role in Role.values]}
        return GiveRoleForm(self.request.POST or None, initial=wanted, network=self.network, roles=list(Role))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        said = self.form.cleaned_data
        try:
            given = actions.give_roles(
                self.network,
                email=said["email"],
                roles=self.form.chosen(),
                language=said["language"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            self.form.add_error(None, str(refusal))
            return self.get(request, *args, **kwargs)
        if isinstance(given, User):
            messages.success(request, _("%(person)s has the role now.") % {"person": given})
            return redirect("network:people", self.network.pk)
        return _to_invitations(request, given)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "lead": _(
                "Who has an account with this address has the role at once. Anybody else gets an invitation "
                "by e-mail."
            ),
            "button": _("Give the role"),
        }


class HandOverView(NetworkAdminPage):
    page_title = gettext_lazy("Hand over")
    template_name = "invitations/admin/by_address.html"

    @cached_property
    def from_user(self) -> User:
        held = Membership.objects.filter(network=self.network)
        return get_object_or_404(
            User.objects.filter(memberships__in=held).distinct(), pk=self.kwargs["user_id"]
        )

    @cached_property
    def form(self) -> HandOverForm:
        held = Membership.objects.filter(network=self.network, user=self.from_user)
        roles = [role for role in Role if role in set(held.values_list("role", flat=True))]
        return HandOverForm(self.request.POST or None, network=self.network, roles=roles)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        said = self.form.cleaned_data
        try:
            handed = actions.hand_over(
                self.network,
                from_user=self.from_user,
                to=said["email"],
                roles=self.form.chosen(),
                language=said["language"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            self.form.add_error("email" if refusal.code == "same" else None, str(refusal))
            return self.get(request, *args, **kwargs)
        if isinstance(handed, User):
            messages.success(
                request,
                _("%(successor)s holds the roles now, and %(person)s no longer does.")
                % {"successor": handed, "person": self.from_user},
            )
            still = Network.objects.managed_by(request.user).filter(pk=self.network.pk).exists()
            return redirect("network:people", self.network.pk) if still else redirect("wagtailadmin_home")
        return _to_invitations(request, handed)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "lead": _(
                "%(person)s keeps their account, courses and certificates; only the roles chosen below go to "
                "the person who follows. Who has no account yet gets an invitation, and the roles move when "
                "it is accepted: until then nothing changes."
            )
            % {"person": self.from_user},
            "button": _("Hand over"),
        }


class InvitationPage(AdminPage):
    """A page about one invitation; 404 for who may not handle it."""

    header_icon = "mail"

    def trail(self) -> Iterable[Crumb]:
        yield reverse("invitation:index"), _("Invitations")

    @cached_property
    def invitation(self) -> Invitation:
        return _handled(self.request, self.kwargs["invitation_id"])


class VouchView(InvitationPage):
    page_title = gettext_lazy("Vouch for an address")
    template_name = "invitations/admin/vouch.html"

    @cached_property
    def form(self) -> VouchForm:
        return VouchForm(self.request.POST or None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        reason = self.form.cleaned_data["reason"]
        try:
            actions.vouch(self.invitation, reason=reason, by=request.user, now=timezone.now())
        except NotAllowed as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            self.form.add_error(None, str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(
            request,
            _(
                "%(email)s counts as confirmed. They can sign in, and the invitation waits for them on “Learn”."
            )
            % {"email": self.invitation.email},
        )
        return redirect("invitation:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"form": self.form, "invitation": self.invitation}


class _ActView(View):
    """POST does the act and returns to the list; a refusal is said there."""

    http_method_names = ["post"]

    def act(self, invitation: Invitation) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, invitation_id: int) -> HttpResponse:
        invitation = _handled(request, invitation_id)
        try:
            messages.success(request, self.act(invitation))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("invitation:index")


class ResendView(_ActView):
    def act(self, invitation: Invitation) -> str:
        actions.resend(invitation, by=self.request.user, now=timezone.now())
        return _("The letter to %(email)s is on its way again.") % {"email": invitation.email}


class TakeBackView(_ActView):
    def act(self, invitation: Invitation) -> str:
        actions.take_back(invitation, by=self.request.user, now=timezone.now())
        return _("The invitation of %(email)s is taken back; its link opens nothing any more.") % {
            "email": invitation.email
        }


def _handled(request: HttpRequest, invitation_id: int) -> Invitation:
    invitations = Invitation.all_objects.for_user(request.user).select_related("network")
    return get_object_or_404(invitations, pk=invitation_id)


def _to_invitations(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("invitation:index")
