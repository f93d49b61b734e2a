from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.networks.models import Network
from cms.networks.permissions import may_publish_modules, may_write_modules
from cms.pages.models import NetworkPage
from cms.people.models import User
from courses.catalogue.models import ModulePage, Step
from courses.catalogue.models.tree import locale_for, owning_network
from courses.catalogue.packages.package import (
    MODULE,
    Package,
    PackageRefused,
    PackageStep,
)
from courses.catalogue.packages.parts import Writing
from courses.catalogue.packages.problems import Problem
from courses.catalogue.packages.report import ImportReport, Outcome, ReportLine
from courses.catalogue.packages.sameness import as_compared
from courses.catalogue.packages.stored import Documents, Pictures, Stored

logger = logging.getLogger(__name__)

Told = Callable[[ReportLine], None]


def import_package(
    network: Network,
    *,
    package: Package,
    by: User,
    now: datetime,
    dry_run: bool = False,
    told: Told | None = None,
) -> ImportReport:
    """Makes the network's pages say what the package says; all of it or nothing.

    Where something changed, the module's page is published once, last, in its source language;
    that makes the edition. Whoever may write but not publish leaves drafts: nothing goes live,
    nothing is unpublished. A dry run does the same and rolls it back. `told` hears each line as
    it is done. NotAllowed for who may not write here; Refusal for a module of another network.
    """
    if not may_write_modules(by, network):
        raise NotAllowed(
            _("Only this network's authors and reviewers import its modules."),
            code="not_allowed",
        )
    pictures = Pictures(package.images, network.collection)
    documents = Documents(package.files, network.collection)
    stores: tuple[Stored, ...] = (pictures, documents)
    try:
        for store in stores:
            store.store(dry_run=dry_run)
        with transaction.atomic():
            locked(Network.objects.filter(pk=network.pk)).get()
            _check_ownership(network, package)
            images, files = pictures.rows(by=by), documents.rows(by=by)
            report = _Import(network, package, images, files, by, now, dry_run, told).run()
            if dry_run:
                transaction.set_rollback(True)
    finally:
        for store in () if dry_run else stores:
            store.forget()
    logger.info(
        "Package imported",
        extra={
            "event": "package.imported",
            "network": network.pk,
            "by": by.pk,
            "dry_run": dry_run,
        },
    )
    return report


def _check_ownership(network: Network, package: Package) -> None:
    for page in Page.objects.filter(translation_key=package.head.key).specific():
        if not isinstance(page, ModulePage) or owning_network(page) != network:
            raise Refusal(
                _("This module belongs to another network; give your own module a new id in module.yaml."),
                code="other_network",
            )
        is_first = page.is_source and not page.alias_of_id
        if is_first and page.locale.language_code != package.head.source_language:
            raise Refusal(
                _("This module was first written in “%(code)s”; keep that source_language in module.yaml.")
                % {"code": page.locale.language_code},
                code="other_source_language",
            )


class _Import:
    """One run, inside the transaction of `import_package`."""

    def __init__(
        self,
        network: Network,
        package: Package,
        images: dict[str, int],
        files: dict[str, int],
        by: User,
        now: datetime,
        dry_run: bool,
        told: Told | None,
    ) -> None:
        self.network = network
        self.package = package
        self.head = package.head
        self.images = images
        self.files = files
        self.by = by
        self.now = now
        self.dry_run = dry_run
        self.told = told
        self.publishes = may_publish_modules(by, network)
        self.lines: list[ReportLine] = []

    def run(self) -> ImportReport:
        source, *translations = self.head.languages
        # Publishing a translation of the module looks for a new edition too, so that comes before any step.
        source_outcome = self._module(source, publish=False)
        for language in translations:
            self._say("", language, self._module(language, publish=self.publishes))
        for step in self.package.steps:
            for language in self.head.languages:
                self._say(step.part.id, language, self._step(step, language))
        self._unpublish_what_is_gone()
        moved = [self._order(language) for language in self.head.languages]
        module = self._module_page(source)
        waits = self.publishes and (not module.live or module.has_unpublished_changes)
        if source_outcome == Outcome.UNCHANGED and waits:
            source_outcome = Outcome.CHANGED
        self._say("", source, source_outcome)
        report = ImportReport(
            module_key=self.head.key,
            title=self.head.titles[source],
            lines=tuple(self.lines),
            reordered=any(moved),
            published=self.publishes,
            dry_run=self.dry_run,
        )
        if self.publishes and report.changed_anything:
            self._publish(module.get_latest_revision_as_object())
        return report

    def _say(self, step: str, language: str, outcome: Outcome) -> None:
        line = ReportLine(step, language, outcome)
        self.lines.append(line)
        if self.told:
            self.told(line)

    def _module_page(self, language: str) -> ModulePage | None:
        pages = ModulePage.objects.filter(translation_key=self.head.key)
        return pages.filter(locale=locale_for(language)).first()

    def _module(self, language: str, *, publish: bool) -> Outcome:
        def write(page: ModulePage) -> None:
            page.title = self.head.titles[language]
            page.summary = self.head.summaries[language]
            page.law_stated_as_at = self.head.law_stated_as_at

        def make() -> tuple[Page, ModulePage]:
            parent = NetworkPage.objects.filter(network=self.network, locale=locale_for(language)).first()
            if parent is None:
                raise Refusal(
                    _("The network has no page in “%(code)s”; make that page first.") % {"code": language},
                    code="no_network_page",
                )
            slug = slugify(self.head.titles[self.head.source_language]) or f"module-{self.head.key.hex[:8]}"
            page = ModulePage(
                translation_key=self.head.key,
                slug=find_available_slug(parent, slug[:100]),
            )
            return parent, page

        return self._write(self._module_page(language), language, make, write, publish=publish)

    def _step(self, step: PackageStep, language: str) -> Outcome:
        part, model = step.part, Step.of_kind(step.part.kind)
        page = self._step_page(step, language)
        writing = Writing(self.network, self.by, self.now, language, self.images, self.files)

        def write(page: Step) -> None:
            page.required, page.minutes = part.required, part.minutes
            model.write_part(page, step.content, writing)

        def make() -> tuple[Page, Step]:
            parent = self._module_page(language)
            slug = find_available_slug(parent, part.id)
            return parent, model(translation_key=part.key, slug=slug)

        return self._write(page, language, make, write, publish=self.publishes)

    def _step_page(self, step: PackageStep, language: str) -> Step | None:
        pages = Page.objects.filter(translation_key=step.part.key, locale=locale_for(language))
        page = pages.specific().first()
        if page is None:
            return None
        sentence = ""
        if not isinstance(page, Step.of_kind(step.part.kind)):
            sentence = _("The step “%(id)s” was of another kind before; give the new one a new id.")
        elif page.get_parent().translation_key != self.head.key:
            sentence = _("The step “%(id)s” was moved out of this module; move its page back first.")
        if sentence:
            line = step.part.structure.line
            raise PackageRefused((Problem(MODULE, line, sentence % {"id": step.part.id}),))
        return page

    def _write(
        self,
        page: Any,
        language: str,
        make: Callable[[], tuple[Page, Any]],
        write: Callable[[Any], None],
        *,
        publish: bool,
    ) -> Outcome:
        """Bring one page up to the package; its revision is saved only where something differs."""
        if page is None:
            parent, page = make()
            page.locale, page.live = locale_for(language), False
            page.is_source = language == self.head.source_language
            write(page)
            # The title in the admin's lists, until a revision goes live, is the draft's.
            page.draft_title = page.title
            parent.add_child(instance=page)
            page.save_revision(user=self.by, log_action=True)
            if publish:
                self._publish(page)
            return Outcome.CREATED
        waits = publish and (not page.live or page.has_unpublished_changes)
        if page.alias_of_id:
            type(page).objects.filter(pk=page.pk).update(alias_of=None, is_source=False)
            page.refresh_from_db()
        latest = page.get_latest_revision_as_object()
        before = as_compared(latest)
        write(latest)
        differs = page.latest_revision_id is None or as_compared(latest) != before
        if differs:
            latest.save_revision(user=self.by, log_action=True)
        if publish and (differs or waits):
            self._publish(latest)
        return Outcome.CHANGED if differs or waits else Outcome.UNCHANGED

    def _publish(self, page: Any) -> None:
        revision = type(page).objects.get(pk=page.pk).latest_revision
        revision.publish(user=self.by, skip_permission_checks=True)

    def _unpublish_what_is_gone(self) -> None:
        """In every language; the pages stay, because editions and progress hold on to them."""
        if not self.publishes:
            return
        kept = {step.part.key for step in self.package.steps}
        gone = Page.objects.child_of(self._module_page(self.head.source_language)).live().specific()
        for source in gone:
            if not isinstance(source, Step) or source.translation_key in kept:
                continue
            for page in source.get_translations(inclusive=True).live().specific():
                UnpublishPageAction(page, user=self.by).execute(skip_permission_checks=True)
                self._say(page.slug, page.locale.language_code, Outcome.UNPUBLISHED)

    def _order(self, language: str) -> bool:
        """Put the steps into the package's order; True where they were in another."""
        wanted = [step.part.key for step in self.package.steps]
        module = self._module_page(language)
        found = [
            key
            for key in module.get_children().values_list("translation_key", flat=True)
            if key in set(wanted)
        ]
        if found == wanted:
            return False
        for key in wanted:
            # Each move rewrites the paths of the siblings, so every page is read again.
            page = module.get_children().get(translation_key=key)
            page.move(self._module_page(language), pos="last-child", user=self.by)
        return True
