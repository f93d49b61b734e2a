from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from cms.core.proxies import TrustedProxies, visitor

PROXIES = ["10.0.0.0/8", "::1/128"]
SPOKEN = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Request-ID": "a-proxys-own-id"}


@pytest.fixture
def seen(settings) -> Any:
    """What the site sees of a request that came from an address with these headers."""
    settings.TRUSTED_PROXIES = PROXIES
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    def see(address: str, **headers: str) -> HttpRequest:
        got: list[HttpRequest] = []

        def site(request: HttpRequest) -> HttpResponse:
            got.append(request)
            return HttpResponse()

        TrustedProxies(site)(RequestFactory(REMOTE_ADDR=address).get("/", headers=headers))
        return got[0]

    return see


def test_a_proxy_of_ours_is_believed(seen: Any) -> None:
    request = seen("10.1.2.3", **SPOKEN)

    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert request.is_secure()
    assert request.headers["X-Request-ID"] == "a-proxys-own-id"


def test_a_stranger_is_not_heard(seen: Any) -> None:
    request = seen("198.51.100.7", **SPOKEN)

    assert request.META["REMOTE_ADDR"] == "198.51.100.7"
    assert not request.is_secure()
    assert {"X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id"}.isdisjoint(request.headers)


def test_without_proxies_nobody_is(seen: Any, settings) -> None:
    settings.TRUSTED_PROXIES = []

    assert seen("127.0.0.1", **SPOKEN).META["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("way", "address"),
    [
        (["10.0.0.1"], "10.0.0.1"),
        (["10.0.0.1", "203.0.113.9"], "203.0.113.9"),
        (["10.0.0.1", "10.0.0.2", "203.0.113.9", "192.0.2.1"], "203.0.113.9"),
        (["10.0.0.1", "unknown", "203.0.113.9"], "10.0.0.1"),
        (["10.0.0.1", "", "203.0.113.9"], "10.0.0.1"),
        (["::1", "2001:db8::9", "192.0.2.1"], "2001:db8::9"),
        ([""], ""),
    ],
)
def test_the_visitor_is_the_first_on_the_way_back_that_is_no_proxy(way: list[str], address: str) -> None:
    assert visitor(way, tuple(map(ip_network, PROXIES))) == address
