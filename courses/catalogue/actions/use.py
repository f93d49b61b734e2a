from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.networks.enums import COURSE_ROLES, MODULE_OWNING_ROLES
from cms.networks.models import Network
from cms.networks.permissions import has_role
from cms.people.models import User
from courses.catalogue.enums import UseState
from courses.catalogue.models import ModulePage, ModuleUse
from courses.catalogue.sharing import standings
from courses.catalogue.use_notices import tell_of_answer, tell_who_answers

logger = logging.getLogger(__name__)


def ask_for_module(module: ModulePage, *, network: Network, note: str, by: User, now: datetime) -> ModuleUse:
    """Asks the module's owner for `network`; who was refused may ask again. Asking twice changes nothing.

    NotAllowed unless `by` composes courses of `network`; Refusal with code `not_needed` where it may be used
    already, `own_only` where its owner keeps it to itself.
    """
    if not has_role(by, network, COURSE_ROLES):
        raise NotAllowed(_("Only organisers of a network ask for it."), code="not_allowed")
    key = module.translation_key
    with transaction.atomic():
        locked(ModulePage.objects.filter(pk=module.pk)).get()
        standing = standings([key], networks=[network])[key]
        if standing.may_use:
            raise Refusal(_("Your network may use this module already."), code="not_needed")
        if standing.state == UseState.ASKED:
            return ModuleUse.all_objects.get(module_key=key, network=network)
        if not standing.may_ask:
            raise Refusal(standing.refusal, code="own_only")
        use, _made = ModuleUse.all_objects.update_or_create(
            module_key=key,
            network=network,
            defaults={
                "owner": standing.owner,
                "state": UseState.ASKED,
                "note": note,
                "asked_by": by,
                "asked_at": now,
                "answer": "",
                "answered_by": None,
                "answered_at": None,
            },
        )
        tell_who_answers(use, now=now)
    _log("module_use.asked", use, by)
    return use


def answer_use(use: ModuleUse, *, allowed: bool, answer: str, by: User, now: datetime) -> ModuleUse:
    """Says yes or no, also after another answer; the same again changes nothing. What runs already goes on.

    NotAllowed unless `by` reviews for, or manages, the owner; Refusal with code `no_reason` for a no without one.
    """
    if not has_role(by, use.owner, MODULE_OWNING_ROLES):
        raise NotAllowed(_("Only reviewers and managers of the owner answer."), code="not_allowed")
    answer = answer.strip()
    if not allowed and not answer:
        raise Refusal(_("Write a reason: who asked reads it."), code="no_reason")
    with transaction.atomic():
        use = locked(ModuleUse.all_objects.select_related("owner", "network").filter(pk=use.pk)).get()
        state = UseState.ALLOWED if allowed else UseState.REFUSED
        if use.state == state:
            return use
        use.state, use.answer, use.answered_by, use.answered_at = state, answer, by, now
        use.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        tell_of_answer(use, now=now)
    _log("module_use.answered", use, by)
    return use


def _log(event: str, use: ModuleUse, by: User) -> None:
    logger.info("Use of a module", extra={"event": event, "use": use.pk, "by": by.pk})
