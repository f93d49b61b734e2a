"""What is told when a network asks to use another's module, and when it is answered."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.networks.enums import COURSE_ROLES, MODULE_OWNING_ROLES
from cms.notices.actions import write_notices
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, Quoted, stamp
from cms.notices.models import Notice
from cms.people.models import User
from courses.catalogue.enums import UseState
from courses.catalogue.models import ModulePage, ModuleUse

WORDS = {
    "module": _("the module"),
    "network": _("the network that asks"),
    "owner": _("the network that owns it"),
}


class UseKind(Kind):
    """Of one request; `text` is what whoever asks, or answers, wrote."""

    facts = frozenset({"use", "module", "network", "owner", "text", "text_language"})
    says = WORDS

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {name: str(facts[name]) for name in WORDS}

    def quoted(self, facts: Facts) -> Quoted | None:
        if not facts["text"]:
            return None
        return Quoted.of(str(facts["text"]), language=str(facts["text_language"]))


class ModuleAskedFor(UseKind):
    """To everybody who answers for the owner."""

    key = "module_asked_for"
    optional = _("Another network asks to use a module of yours")
    told_to = MODULE_OWNING_ROLES
    urgency = Urgency.BY_DAY
    needed = frozenset({"module", "network"})
    action = _("Answer")

    def entry(self, notice: Notice) -> str:
        return reverse("module_use:answer", args=[notice.facts["use"]])

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        waiting = ModuleUse.all_objects.filter(pk=notice.facts["use"], state=UseState.ASKED)
        return not waiting.exists()


class ModuleAnswered(UseKind):
    """To the organisers of the network that asked."""

    key = "module_answered"
    optional = _("A network answers whether yours may use its module")
    told_to = COURSE_ROLES
    urgency = Urgency.BY_DAY
    facts = UseKind.facts | {"allowed"}
    says = WORDS | {"outcome": _("a sentence: that it may be used, or may not")}
    needed = frozenset({"outcome"})
    action = _("See your requests")

    def entry(self, notice: Notice) -> str:
        return f"{reverse('module_use:index')}?own=1"

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        if facts["allowed"]:
            return {"outcome": _("%(owner)s allows courses of %(network)s to use “%(module)s”.")}
        return {"outcome": _("%(owner)s does not allow courses of %(network)s to use “%(module)s”.")}


def tell_who_answers(use: ModuleUse, *, now: datetime) -> int:
    return _tell(use, ModuleAskedFor, by=use.asked_by, text=use.note, now=now)


def tell_of_answer(use: ModuleUse, *, now: datetime) -> int:
    assert use.answered_by is not None
    more = {"allowed": use.state == UseState.ALLOWED}
    return _tell(use, ModuleAnswered, by=use.answered_by, text=use.answer, more=more, now=now)


def _tell(
    use: ModuleUse,
    kind: type[UseKind],
    *,
    by: User,
    text: str,
    more: dict[str, object] | None = None,
    now: datetime,
) -> int:
    to = use.owner if kind is ModuleAskedFor else use.network
    readers = User.objects.filter(memberships__network=to, memberships__role__in=kind.told_to)

    def facts(language: str) -> dict[str, object]:
        titles = ModulePage.objects.titles([use.module_key], language=language)
        return {
            "use": use.pk,
            "module": titles.get(use.module_key, ""),
            "network": use.network.name,
            "owner": use.owner.name,
            "text": text,
            "text_language": by.language,
        } | (more or {})

    return write_notices(
        readers.distinct(),
        kind=kind.key,
        subject=f"module_use:{use.pk}",
        occasion=stamp(now),
        facts=facts,
        network=to,
        due=now,
        now=now,
    )
