"""Who has completed a course is told when one of its modules says what is new in a later edition."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from cms.core.sweep import claim_once_in
from cms.notices.actions import write_notices
from cms.people.models import User
from courses.catalogue.models import ModulePage
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment
from courses.editions.models import Edition
from courses.learning.notices import ModuleChanged

HOUR = timedelta(hours=1)
# What was published longer ago is no news any more, after a downtime either.
NEWS = timedelta(days=3)


def tell_of_new_editions(now: datetime) -> int:
    """Sweep step, once an hour; how many were told."""
    if not claim_once_in(HOUR, name="editions", now=now):
        return 0
    editions = Edition.all_objects.with_news_since(now - NEWS).select_related("network").order_by("pk")
    return sum(_tell(edition, now=now) for edition in editions)


def _tell(edition: Edition, *, now: datetime) -> int:
    source = ModulePage.objects.source().filter(translation_key=edition.module_key).first()
    if source is None:
        return 0
    titles = dict(edition.titles.values_list("language", "title"))
    language = source.locale.language_code
    earlier = Edition.all_objects.filter(module_key=edition.module_key, number__lt=edition.number)
    completed = Enrolment.all_objects.filter(
        state=EnrolmentState.COMPLETED, syllabus__lines__edition__in=earlier
    )
    with transaction.atomic():
        return write_notices(
            User.objects.filter(pk__in=completed.values("user")),
            kind=ModuleChanged.key,
            subject=f"edition:{edition.pk}",
            facts=lambda reader: {
                "module": titles.get(reader) or titles.get(language, source.title),
                "network": edition.network.name,
                "path": _path_of(edition, reader),
                "news": edition.note,
                "news_language": language,
            },
            network=edition.network,
            due=now,
            now=now,
        )


def _path_of(edition: Edition, language: str) -> str:
    """Of the module's page in the reader's language, or of their own courses where it is not offered."""
    page = ModulePage.objects.filter(translation_key=edition.module_key).in_language(language).first()
    return str(page.get_url_parts()[2]) if page else reverse("learning:learn")
