from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site

from cms.networks.actions import Founding
from cms.networks.models import Network
from cms.pages.models import HomePage, NetworkIndexPage, NetworkPage
from cms.pages.public_cache import make_anew
from cms.pages.rights import grant_page_rights

SOURCE_LANGUAGE = "en"


def lay_out_site(*, hostname: str = "localhost", port: int = 80) -> Site:
    """Makes the home page and the index of networks in every language; again is the same as once.

    The site's root is the home page in the source language; Wagtail's own welcome page goes.
    """
    with transaction.atomic():
        source = Locale.objects.get_or_create(language_code=SOURCE_LANGUAGE)[0]
        home = HomePage.objects.filter(locale=source).first() or _make_home(source, None)
        _make_index(source, home, None)
        index = NetworkIndexPage.objects.get(locale=source)
        for language, _name in settings.LANGUAGES:
            locale = Locale.objects.get_or_create(language_code=language)[0]
            translated = HomePage.objects.filter(locale=locale).first() or _make_home(locale, home)
            _make_index(locale, translated, index)
        site, _made = Site.objects.update_or_create(
            is_default_site=True,
            defaults={
                "hostname": hostname,
                "port": port,
                "root_page": home,
                "site_name": settings.SITE_NAME,
            },
        )
        Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk).delete()
    return site


def _make_home(locale: Locale, source: HomePage | None) -> HomePage:
    root = Page.get_first_root_node()
    with override(locale.language_code):
        page = HomePage(
            title=gettext("Judicial networks train the networks that come after them"),
            slug=f"home-{locale.language_code}",
            introduction=gettext(
                "Prosecutors, judges and central authorities learn to ask another state for evidence and "
                "to answer a request in time, from the networks that do it every day."
            ),
            locale=locale,
        )
    return _add(root, page, source)


def _make_index(locale: Locale, home: HomePage, source: NetworkIndexPage | None) -> None:
    if NetworkIndexPage.objects.filter(locale=locale).exists():
        return
    with override(locale.language_code):
        page = NetworkIndexPage(title=gettext("Networks"), slug="networks", locale=locale)
    _add(home, page, source)


def make_network_pages(network: Network, founding: Founding) -> None:
    """The network's own section in every language, below the index of networks."""
    lay_out_site_once()
    source: NetworkPage | None = None
    indexes = NetworkIndexPage.objects.select_related("locale")
    for index in sorted(indexes, key=lambda page: page.locale.language_code != SOURCE_LANGUAGE):
        language = index.locale.language_code
        page = NetworkPage(
            title=_title(founding.names, language),
            slug=network.slug,
            locale=index.locale,
            network=network,
            description=founding.descriptions.get(language) or founding.descriptions.get(SOURCE_LANGUAGE, ""),
        )
        added = _add(index, page, source)
        grant_page_rights(added, network)
        source = source or added


def follow_network(network: Network) -> None:
    """The pages are called as the network is, and whoever keeps public pages is told on commit.

    A draft of its managers stays a draft, under the new name.
    """
    for page in NetworkPage.objects.filter(network=network).select_related("locale"):
        title = _title(network.names, page.locale.language_code)
        if page.title == title:
            continue
        drafted = page.has_unpublished_changes
        latest = page.get_latest_revision_as_object()
        latest.title = title
        revision = latest.save_revision()
        if drafted:
            page.title = title
            page.save(update_fields=["title"])
        else:
            revision.publish()
    transaction.on_commit(partial(make_anew, NetworkPage))


def _title(names: dict[str, str], language: str) -> str:
    return names.get(language) or names[SOURCE_LANGUAGE]


def lay_out_site_once() -> None:
    if not NetworkIndexPage.objects.exists():
        lay_out_site()


def _add(parent: Page, page: Any, source: Any) -> Any:
    if source is not None:
        page.translation_key = source.translation_key
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
