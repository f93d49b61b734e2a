"""Addresses of pages: the same page as by Wagtail's own way, in two queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, Site

from cms.pages.models import HomePage
from cms.pages.routing import route
from tests.cast import Cast, make_course, make_module, network_page

pytestmark = pytest.mark.django_db


def routed(address: str) -> Page | None:
    language, _, path = address.removeprefix("/").partition("/")
    found = route(RequestFactory().get(f"/{language}/{path}"), path)
    return found.page if found else None


def test_every_live_page_is_found_at_its_address_and_is_of_its_own_type(cast: Cast) -> None:
    module = make_module(cast.ejn, "Requests", lessons=2)
    make_course(cast.wacap, "Working together", module)
    pages = [page for page in Page.objects.live().specific() if page.get_url_parts()]
    assert len(pages) > 20
    assert [routed(page.get_url_parts()[2]) for page in pages] == pages
    assert {type(routed(page.get_url_parts()[2])) for page in pages} == {type(page) for page in pages}


def test_drafts_and_what_is_not_there_are_not_found(client: Client, cast: Cast) -> None:
    page = network_page(cast.ejn)
    address = page.get_url_parts()[2]
    assert client.get(address).status_code == 200
    page.unpublish()
    assert [client.get(one).status_code for one in (address, f"{address}no/such/", "/en/no-such/")] == [
        404
    ] * 3
    assert [routed(one) for one in (address, "/xx/networks/")] == [None, None]


def test_a_page_costs_two_queries_whatever_its_depth(cast: Cast) -> None:
    module = make_module(cast.ejn, "Requests")
    counts = []
    for page in (network_page(cast.ejn), module):
        address = page.get_url_parts()[2]
        routed(address)
        with CaptureQueriesContext(connection) as queries:
            assert routed(address).pk == page.pk
        counts.append(len(queries))
    assert counts == [2, 2]


def test_another_site_has_pages_of_its_own(cast: Cast) -> None:
    root = Page.get_first_root_node()
    other = root.add_child(instance=HomePage(title="Elsewhere", slug="elsewhere"))
    Site.objects.create(hostname="elsewhere.example", port=80, root_page=other)
    request = RequestFactory(SERVER_NAME="elsewhere.example").get("/en/")
    assert route(request, "").page == other
    assert route(RequestFactory().get("/en/"), "").page == HomePage.objects.get(slug="home-en")


def test_wagtails_own_sign_in_leads_to_ours(client: Client) -> None:
    answer = client.get("/en/_util/login/?next=/learn/")
    assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next=/learn/")
