"""What courses, modules and steps share: a source language and texts in others."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, IntegerField, QuerySet, Value, When
from wagtail.models import Locale, PageManager, PageQuerySet

from cms.networks.models import Network
from cms.pages.models import NetworkPage
from courses.catalogue.permissions import RoleTaught


class TaughtPageQuerySet(PageQuerySet):
    def source(self) -> Self:
        """Only the pages from which structure is read; an alias of one is none."""
        return self.filter(is_source=True, alias_of__isnull=True)

    def in_language(self, language: str) -> Self:
        """One live text for each translation key: in `language`, else in the source language.

        Annotates `reading_order`, 0 where the text is in `language`. Live aliases do not count
        as texts.
        """
        return self.filter(alias_of__isnull=True)._first_in(language, alias_of__isnull=True)

    def at_addresses_in(self, language: str) -> Self:
        """One live page for each translation key, the one to link to: in `language`, an alias too, else in the source's."""
        return self._first_in(language)

    def titles(self, keys: Iterable[uuid.UUID], *, language: str) -> dict[uuid.UUID, str]:
        """By key, the titles of those that are published, in `language` or their source's."""
        texts = self.in_language(language).filter(translation_key__in=list(keys))
        return dict(texts.values_list("translation_key", "title"))

    def _first_in(self, language: str, **among: Any) -> Self:
        order = Case(
            When(locale__language_code=language, then=Value(0)),
            When(is_source=True, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        texts = self.live().annotate(reading_order=order)
        best = (
            self.model._default_manager.live()
            .filter(translation_key=models.OuterRef("translation_key"), **among)
            .annotate(reading_order=order)
            .order_by("reading_order", "pk")
            .values("pk")[:1]
        )
        return texts.filter(pk=models.Subquery(best))


TaughtPageManager = PageManager.from_queryset(TaughtPageQuerySet)


class TaughtPage(RoleTaught, models.Model):
    """Mixed into pages that are written in one language and translated into others."""

    is_source = models.BooleanField(default=True, editable=False)

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Which page is the source is no part of what is written: neither a revision nor an alias's source changes it."""
        page = super().with_content_json(content)
        page.is_source = self.is_source
        return page

    def source_page(self) -> Any:
        """This page in the language in which it was written."""
        if self.is_source and not self.alias_of_id:
            return self
        return type(self).objects.source().get(translation_key=self.translation_key)

    def texts(self) -> QuerySet:
        """All live pages of this translation key that carry a text of their own."""
        return type(self).objects.filter(
            translation_key=self.translation_key, live=True, alias_of__isnull=True
        )


def owning_network(page: Any) -> Network:
    """The network below whose NetworkPage `page` lies."""
    return NetworkPage.objects.ancestor_of(page).select_related("network").get().network


def owners_of(pages: Iterable[Any]) -> dict[uuid.UUID, Network]:
    """By translation key, the network below whose NetworkPage each lies; one query for all."""
    sections = {page.path: page.network for page in NetworkPage.objects.select_related("network")}
    return {
        page.translation_key: next(n for path, n in sections.items() if page.path.startswith(path))
        for page in pages
    }


def locale_for(language: str) -> Locale:
    return Locale.objects.get(language_code=language)


LANGUAGE_CODES = tuple(code for code, _name in settings.LANGUAGES)
