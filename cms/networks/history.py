"""How what was done to a network is told in the history that central staff read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter

from cms.networks.enums import Role
from cms.people.models import User


class _RoleFormatter(LogFormatter):
    """The person is named as they are called now, for the entry keeps no more than a number."""

    sentence: Any

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        person = User.objects.filter(pk=data.get("user")).first()
        role = Role(data["role"]).label if data.get("role") in Role.values else ""
        return str(self.sentence) % {"role": role, "person": person or gettext("somebody")}


def register_acts(log_actions: LogActionRegistry) -> None:
    log_actions.register_action("network.founded", gettext_lazy("Found a network"), gettext_lazy("Founded"))
    log_actions.register_action(
        "network.changed", gettext_lazy("Change a network"), gettext_lazy("Changed what it says of itself")
    )

    @log_actions.register_action("role.granted")
    class Granted(_RoleFormatter):
        label = gettext_lazy("Grant a role")
        sentence = gettext_lazy("Granted the role “%(role)s” to %(person)s")

    @log_actions.register_action("role.withdrawn")
    class Withdrawn(_RoleFormatter):
        label = gettext_lazy("Withdraw a role")
        sentence = gettext_lazy("Withdrew the role “%(role)s” from %(person)s")
