from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.networks.enums import WRITING_ROLES
from cms.networks.models import Membership, Network, in_language
from cms.networks.permissions import may_write_modules
from cms.notices.actions import write_notice, write_notices
from cms.people.models import User
from courses.cohorts.models import Enrolment
from courses.editions.models import Edition
from courses.learning.enums import MistakeState
from courses.learning.models import MistakeReport
from courses.learning.notices import MistakeAnswered, MistakeReported
from courses.learning.quotation import Quotation

logger = logging.getLogger(__name__)

MOST_A_DAY = 10
DAY = timedelta(hours=24)


def report_mistake(
    enrolment: Enrolment, *, quotation: Quotation, edition: Edition, text: str, now: datetime
) -> MistakeReport:
    """Tells the network that wrote the module; the same said again is the same report.

    Refusal with code `too_many` beyond ten within a day. The person's row is the lock.
    """
    with transaction.atomic():
        locked(User.objects.filter(pk=enrolment.user_id)).get()
        mine = MistakeReport.all_objects.filter(enrolment__user=enrolment.user_id)
        said = {"step_key": quotation.step_key, "block_key": quotation.block_key, "text": text}
        if again := mine.open().filter(**said).first():
            return again
        if mine.filter(reported_at__gt=now - DAY).count() >= MOST_A_DAY:
            raise Refusal(
                _(
                    "You have reported ten mistakes within a day, which is the most. What you wrote is still "
                    "here: copy it, and report it tomorrow."
                ),
                code="too_many",
            )
        report = MistakeReport.all_objects.create(
            network_id=edition.network_id,
            enrolment=enrolment,
            edition_number=edition.number,
            language=quotation.language,
            step_title=quotation.step_title,
            heading=quotation.heading,
            quote=quotation.quote,
            reported_at=now,
            **said,
        )
        _tell_authors(report, now=now)
    logger.info("Mistake reported", extra={"event": "mistake.reported", "mistake": report.pk})
    return report


def _tell_authors(report: MistakeReport, *, now: datetime) -> None:
    writes = Membership.objects.filter(network=report.network_id, role__in=WRITING_ROLES)
    network = Network.objects.get(pk=report.network_id)
    write_notices(
        User.objects.filter(pk__in=writes.values("user")).exclude(pk=report.enrolment.user_id),
        kind=MistakeReported.key,
        subject=f"mistake:{report.pk}",
        facts=lambda language: {
            "mistake": report.pk,
            "lesson": report.step_title,
            "network": in_language(network.names, language),
            "reported": report.text,
        },
        network=network,
        due=now,
        now=now,
    )


def answer_mistake(report: MistakeReport, *, answer: str, by: User, now: datetime) -> MistakeReport:
    """Answers whoever reported it, on the site and by e-mail. Refusal with code `settled` where somebody else has."""
    with transaction.atomic():
        report = _open_one(report, by=by)
        _settle(report, MistakeState.ANSWERED, answer=answer, by=by, now=now)
        reader = report.enrolment.user
        write_notice(
            reader,
            kind=MistakeAnswered.key,
            subject=f"mistake:{report.pk}",
            facts={
                "lesson": report.step_title,
                "network": in_language(report.network.names, reader.language),
                "reported": report.text,
                "answer": report.answer,
            },
            network=report.network,
            due=now,
            now=now,
        )
    return report


def close_mistake(report: MistakeReport, *, by: User, now: datetime) -> MistakeReport:
    """Settles it without a word: who reported it sees that it is closed. Refusal with code `settled`."""
    with transaction.atomic():
        report = _open_one(report, by=by)
        _settle(report, MistakeState.CLOSED, answer="", by=by, now=now)
    return report


def _open_one(report: MistakeReport, *, by: User) -> MistakeReport:
    report = locked(MistakeReport.all_objects.select_related("network").filter(pk=report.pk)).get()
    if not may_write_modules(by, report.network):
        raise NotAllowed(_("Only who writes for the network that owns the module may answer."), code="role")
    if not report.is_open:
        raise Refusal(
            _("Somebody else has settled this report in the meantime. What they did stands above."),
            code="settled",
        )
    return report


def _settle(report: MistakeReport, state: MistakeState, *, answer: str, by: User, now: datetime) -> None:
    report.state, report.answer, report.settled_at, report.settled_by = state, answer, now, by
    report.save(update_fields=["state", "answer", "settled_at", "settled_by"])
    logger.info("Mistake settled", extra={"event": f"mistake.{state.value}", "mistake": report.pk})
