"""What one person of a network writes to another through the directory."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.notices.enums import Urgency
from cms.notices.kinds import Kind
from cms.notices.models import Notice


class DirectoryMessage(Kind):
    """One paragraph, whatever was typed: so nothing in it can pass for a sentence of ours."""

    key = "directory_message"
    called = _("Somebody writes to you from the directory")
    urgency = Urgency.AT_ONCE
    facts = frozenset({"sender", "email", "text"})
    action = _("Change your entry in the directory")

    def entry(self, notice: Notice) -> str:
        return reverse("directory:entry")
