"""Hundreds of published modules at once, written past Wagtail: publishing each would take minutes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page

from cms.networks.models import Network
from courses.catalogue.models import LessonPage, ModulePage
from courses.editions.models import Edition
from tests.cast import network_page


def make_many_modules(networks: Sequence[Network], number: int, *, steps: int = 5) -> list[ModulePage]:
    """`number` live modules, in turn of each of `networks`, each with an edition and live lessons."""
    parents = [network_page(network) for network in networks]
    below = [
        _children(parent, ModulePage, [f"Module {n}" for n in range(place, number, len(parents))])
        for place, parent in enumerate(parents)
    ]
    modules = [below[n % len(parents)][n // len(parents)] for n in range(number)]
    for module in modules:
        _children(module, LessonPage, [f"{module.title}, lesson {n}" for n in range(steps)])
    Edition.all_objects.bulk_create(
        Edition(
            network=networks[n % len(networks)],
            module_key=module.translation_key,
            number=1,
            published_at=timezone.now(),
        )
        for n, module in enumerate(modules)
    )
    return modules


def _children(parent: Any, kind: type[Any], titles: list[str]) -> list[Any]:
    """Last children of `parent`, each a base row of the tree and a row of its kind."""
    there = parent.get_children().count()
    content_type = ContentType.objects.get_for_model(kind)
    made = []
    for place, title in enumerate(titles, start=there + 1):
        page = kind(
            title=title,
            draft_title=title,
            slug=f"m-{place}",
            locale_id=parent.locale_id,
            content_type=content_type,
            translation_key=uuid.uuid4(),
            path=kind._get_path(parent.path, parent.depth + 1, place),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}m-{place}/",
            live=True,
        )
        made.append(page)
    bases = {field.attname for field in Page._meta.concrete_fields} - {"id"}
    rows = Page.objects.bulk_create(Page(**{name: getattr(page, name) for name in bases}) for page in made)
    for page, row in zip(made, rows, strict=True):
        page.pk = page.page_ptr_id = row.pk
    kind._base_manager._insert(made, fields=kind._meta.local_concrete_fields, using="default")
    Page.objects.filter(pk=parent.pk).update(numchild=there + len(made))
    return made
