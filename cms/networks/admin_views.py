"""The admin's section *Network*: for managers on their own networks, for central staff on all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.saying import active_language
from cms.networks.actions import change_network, found_network, withdraw_role
from cms.networks.admin_pages import AdminPage, Crumb, NetworkAdminPage, address_if_any, paged
from cms.networks.enums import Role
from cms.networks.forms import FoundingForm, NetworkForm
from cms.networks.models import Membership, Network, NetworkQuerySet
from cms.networks.permissions import may_found_networks
from cms.networks.roster import people_of

MANAGES = Q(memberships__role=Role.MANAGER, memberships__user__is_active=True)


class NameFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)

    def said(self) -> str:
        return self.cleaned_data["q"].strip() if self.is_valid() else ""


class NetworksView(AdminPage):
    """All networks that the person manages; who manages one is led straight to it."""

    page_title = gettext_lazy("Networks")
    header_icon = "site"
    template_name = "networks/admin/networks.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        managed = Network.objects.managed_by(request.user)
        if may_found_networks(request.user):
            return super().get(request, *args, **kwargs)
        ids = list(managed.values_list("pk", flat=True)[:2])
        if not ids:
            raise Http404
        return redirect("network:people", ids[0]) if len(ids) == 1 else super().get(request, *args, **kwargs)

    @cached_property
    def filter_form(self) -> NameFilter:
        return NameFilter(self.request.GET)

    def networks(self) -> NetworkQuerySet:
        search = self.filter_form.said()
        found = Network.objects.managed_by(self.request.user)
        if search:
            language = active_language()
            found = found.filter(
                Q(slug__icontains=search)
                | Q(names__en__icontains=search)
                | Q(**{f"names__{language}__icontains": search})
            )
        held = Membership.objects.filter(network=OuterRef("pk")).order_by().values("network")
        managers = held.filter(role=Role.MANAGER, user__is_active=True)
        return found.annotate(
            people=Subquery(held.annotate(found=Count("user", distinct=True)).values("found")),
            managers=Subquery(managers.annotate(found=Count("user")).values("found")),
        ).order_by("slug")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return (
            super().get_context_data(**kwargs)
            | paged(self.request, self.networks())
            | {
                "filter_form": self.filter_form,
                "filtered": bool(self.filter_form.said()),
                "may_found": may_found_networks(self.request.user),
            }
        )


class FoundView(AdminPage):
    """A form that founds a network; for central staff. It leads on to naming the first manager."""

    page_title = gettext_lazy("Found a network")
    header_icon = "site"
    template_name = "networks/admin/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_found_networks(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> Iterable[Crumb]:
        yield reverse("network:index"), _("Networks")

    @cached_property
    def form(self) -> FoundingForm:
        return FoundingForm(self.request.POST or None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        network = found_network(self.form.founding(), by=request.user, now=timezone.now())
        messages.success(
            request,
            _("%(network)s is founded, with its pages in every language. Now name its first manager.")
            % {"network": network.name},
        )
        naming = address_if_any("invitation:give_role", network.pk)
        return redirect(f"{naming}?role=manager" if naming else reverse("network:people", args=[network.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "button": _("Found the network"),
            "back": reverse("network:index"),
        }


class PeopleFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name or e-mail"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        choices=[("", gettext_lazy("All roles")), *Role.choices],
    )


class PeopleView(NetworkAdminPage):
    """The people of a network with their roles, and the ways to give and to withdraw one."""

    template_name = "networks/admin/people.html"

    def get_page_title(self) -> str:
        return self.network.name

    def trail(self) -> Iterable[Crumb]:
        yield reverse("network:index"), _("Networks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filter_form = PeopleFilter(self.request.GET)
        said = filter_form.cleaned_data if filter_form.is_valid() else {}
        search, role = said.get("q", "").strip(), said.get("role", "")
        return (
            super().get_context_data(**kwargs)
            | paged(self.request, people_of(self.network, search=search, role=role))
            | {
                "filter_form": filter_form,
                "filtered": bool(search or role),
                "give_role_url": address_if_any("invitation:give_role", self.network.pk),
                "invitations_url": address_if_any("invitation:index"),
            }
        )


class ChangeView(NetworkAdminPage):
    page_title = gettext_lazy("What the network says of itself")
    template_name = "networks/admin/form.html"

    @cached_property
    def form(self) -> NetworkForm:
        return NetworkForm(
            self.request.POST or None,
            self.request.FILES or None,
            network=self.network,
            central=may_found_networks(self.request.user),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid() or not self._changed():
            return self.get(request, *args, **kwargs)
        messages.success(request, _("Saved. The network's pages follow."))
        return redirect("network:people", self.network.pk)

    def _changed(self) -> bool:
        try:
            change_network(self.network, values=self.form.values(), by=self.request.user, now=timezone.now())
        except ValidationError as problem:
            self.form.add_error(None, problem)
            return False
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "button": _("Save"),
            "back": reverse("network:people", args=[self.network.pk]),
        }


class WithdrawView(NetworkAdminPage):
    """Asks once more, then withdraws one role of one person."""

    page_title = gettext_lazy("Withdraw a role")
    template_name = "networks/admin/withdraw.html"

    @cached_property
    def membership(self) -> Membership:
        memberships = Membership.objects.for_user(self.request.user).select_related("user", "network")
        return get_object_or_404(memberships, network=self.network, pk=self.kwargs["membership_id"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        membership = self.membership
        try:
            withdraw_role(
                self.network,
                user=membership.user,
                role=Role(membership.role),
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("%(person)s no longer has the role “%(role)s” in %(network)s.")
                % {
                    "person": membership.user,
                    "role": membership.get_role_display(),
                    "network": self.network.name,
                },
            )
        return redirect(self.onward())

    def onward(self) -> str:
        """Who has withdrawn their own last right to manage the network is led home."""
        still = Network.objects.managed_by(self.request.user).filter(pk=self.network.pk).exists()
        return reverse("network:people", args=[self.network.pk]) if still else reverse("wagtailadmin_home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "membership": self.membership,
            "hand_over_url": address_if_any("invitation:hand_over", self.network.pk, self.membership.user_id),
        }
