"""Which modules a network may put into its courses, by the word of the networks that own them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cms.networks.models import Network
from courses.catalogue.enums import Sharing, UseState
from courses.catalogue.models.module import ModulePage
from courses.catalogue.models.tree import owners_of
from courses.catalogue.models.use import ModuleUse


@dataclass(frozen=True)
class Standing:
    """Of a module for those who compose: `own` where it is theirs, `state` what they were told, None if never asked."""

    module: ModulePage
    owner: Network
    own: bool
    state: UseState | None

    @property
    def may_use(self) -> bool:
        return (
            self.own
            or self.module.sharing == Sharing.FREE
            or (self.module.sharing == Sharing.ASKED and self.state == UseState.ALLOWED)
        )

    @property
    def may_ask(self) -> bool:
        return (
            not self.own and self.module.sharing == Sharing.ASKED and self.state in {None, UseState.REFUSED}
        )

    @property
    def ask_url(self) -> str:
        return reverse("module_use:ask", args=[self.module.translation_key])

    @property
    def said(self) -> str:
        """In a few words, for lists."""
        if self.own:
            return _("Your own")
        if self.may_use:
            return _("Free to use")
        if self.module.sharing == Sharing.OWN:
            return _("Only for %(network)s") % {"network": self.owner.name}
        if self.state == UseState.ASKED:
            return _("Asked, not answered yet")
        return _("Not allowed") if self.state == UseState.REFUSED else _("On request")

    @property
    def refusal(self) -> str:
        """What is wrong with the module in a course of theirs, and what to do."""
        words = {"module": self.module.title, "network": self.owner.name}
        if self.module.sharing == Sharing.OWN:
            return _("“%(module)s” is for courses of %(network)s only. Choose another module.") % words
        if self.state == UseState.ASKED:
            return (
                _("%(network)s has not answered yet whether you may use “%(module)s”. Add it when it has.")
                % words
            )
        if self.state == UseState.REFUSED:
            return _("%(network)s does not allow you to use “%(module)s”. Choose another module.") % words
        return _("%(network)s wants to be asked before you use “%(module)s”.") % words

    @property
    def refusal_with_way(self) -> str:
        """The same beside a field, with the way to ask where there is one."""
        if not self.may_ask:
            return self.refusal
        link = format_html('<a href="{}" target="_blank">{}</a>', self.ask_url, _("Ask for it"))
        return format_html("{} {}", self.refusal, link)


def standings(keys: Iterable[uuid.UUID], *, networks: Iterable[Network]) -> dict[uuid.UUID, Standing]:
    """By module, as it stands for whichever of `networks` it stands best; three queries."""
    composing = {network.pk for network in networks}
    modules = list(ModulePage.objects.source().filter(translation_key__in=list(keys)))
    owners = owners_of(modules)
    told: dict[uuid.UUID, UseState] = {}
    uses = ModuleUse.all_objects.filter(
        module_key__in=[m.translation_key for m in modules], network__in=composing
    )
    # By the alphabet *allowed* comes last, and counts before *asked* and *refused*.
    for key, state in uses.order_by("-state").values_list("module_key", "state"):
        told[key] = UseState(state)
    return {
        module.translation_key: Standing(
            module,
            owners[module.translation_key],
            own=owners[module.translation_key].pk in composing,
            state=told.get(module.translation_key),
        )
        for module in modules
    }


def who_may_ask(standing: Standing, *, networks: Iterable[Network]) -> list[Network]:
    """Those of `networks` that would have to ask for the module, and have not or were told no. One query."""
    if standing.module.sharing != Sharing.ASKED:
        return []
    key = standing.module.translation_key
    told = dict(ModuleUse.all_objects.filter(module_key=key).values_list("network", "state"))
    open_to = {None, UseState.REFUSED}
    return [each for each in networks if each != standing.owner and told.get(each.pk) in open_to]


def not_allowed(keys: Iterable[uuid.UUID], *, network: Network) -> list[Standing]:
    """Those of the modules that courses of `network` may not use."""
    return [each for each in standings(keys, networks=[network]).values() if not each.may_use]
