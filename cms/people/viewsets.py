from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.users.views.users import UserViewSet

from cms.people.actions.address import is_taken
from cms.people.models import User


class AccountForm(WagtailAdminModelForm):
    """What central staff may write into somebody's account; of their own they can't take away what opens this page."""

    class Meta:
        model = User
        fields = ["email", "display_name", "is_active", "is_superuser"]
        labels = {"is_superuser": _("Central staff")}
        help_texts = {
            "email": _("A new address is confirmed by its owner at the next sign-in; the old one is told."),
            "is_active": _("Who is not active can’t sign in. What they have learnt is kept."),
            "is_superuser": _("May see and change everything, and name others."),
        }

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"], self.fields["is_superuser"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if is_taken(email, for_user=self.instance):
            raise forms.ValidationError(_("Another account uses this address."))
        return email


class AccountViewSet(UserViewSet):
    copy_view_enabled = False
    edit_template_name = "people/admin/account.html"

    def get_form_class(self, for_update: bool = False) -> type[AccountForm]:
        return AccountForm
