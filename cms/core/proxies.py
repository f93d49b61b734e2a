"""What a request says of the way by which it came counts only where a proxy of ours says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# A stranger who sends one of these is not heard.
WORDS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REQUEST_ID",
)
Networks = tuple[IPv4Network | IPv6Network, ...]


class TrustedProxies:
    """Makes REMOTE_ADDR the visitor's own address, for whoever counts attempts; stands before everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.networks: Networks = tuple(ip_network(each) for each in settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_within(request.META.get("REMOTE_ADDR", ""), self.networks):
            came_by = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            request.META["REMOTE_ADDR"] = visitor(
                [request.META["REMOTE_ADDR"], *(each.strip() for each in reversed(came_by))], self.networks
            )
        else:
            for word in WORDS:
                request.META.pop(word, None)
        return self.get_response(request)


def visitor(way: Iterable[str], networks: Networks) -> str:
    """The first address on the way back that is none of our proxies; what lies behind it anybody could have written."""
    last = ""
    for address in way:
        if not _is_address(address):
            break
        last = address
        if not is_within(address, networks):
            break
    return last


def is_within(address: str, networks: Networks) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
