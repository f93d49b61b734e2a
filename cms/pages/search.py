"""Search over what is public: one result a thing, in the reader's language.

Each source of `SEARCH_SOURCES` is asked `source(request, query)` and gives a `Group`, or None where it has nothing for
this reader. A source of public things keeps them folded (`kept_entries`) and compares in Python: see the room's README.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.alphabet import alphabetical
from cms.core.excerpts import Piece, excerpt
from cms.core.folding import fold
from cms.core.wiring import load
from cms.networks.models import Network
from cms.pages.models import NetworkPage
from cms.pages.public_cache import stamp

LIFETIME = 60


@dataclass(frozen=True)
class Query:
    """`words` are folded; at least one."""

    words: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class Entry:
    """A thing that can be found, as it is shown. `names` are its titles in other languages, by their codes."""

    title: str
    text: str
    language: str
    url: str
    network_slug: str = ""
    network_name: str = ""
    names: tuple[tuple[str, str], ...] = ()
    folded_title: str = field(init=False)
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "folded_title", fold("\n".join([self.title, *(n for _code, n in self.names)]))
        )
        object.__setattr__(self, "folded", f"{self.folded_title}\n{fold(self.text)}")


@dataclass(frozen=True)
class Result:
    """`also`: (language, name) where the thing was found by a name in another language than it is shown in."""

    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    language: str
    url: str
    network_slug: str = ""
    network_name: str = ""
    also: tuple[tuple[str, tuple[Piece, ...]], ...] = ()


class Matches(Sequence[Result]):
    """Entries that became results only when shown: an excerpt costs more than a match."""

    def __init__(self, entries: Sequence[Entry], words: tuple[str, ...]) -> None:
        self.entries = entries
        self.words = words

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, place: int) -> Result: ...
    @overload
    def __getitem__(self, place: slice) -> list[Result]: ...
    def __getitem__(self, place: int | slice) -> Result | list[Result]:
        if isinstance(place, slice):
            return [_result(entry, self.words) for entry in self.entries[place]]
        return _result(self.entries[place], self.words)


@dataclass(frozen=True)
class Group:
    """Results of one kind, the best first.

    With `more_url` the source shows all of them itself, and `results` may be the first few.
    """

    key: str
    title: str | Promise
    results: Sequence[Result]
    total: int
    more_url: str = ""

    @cached_property
    def shown(self) -> Sequence[Result]:
        return self.results[:MOST_IN_GROUP]

    @property
    def has_more(self) -> bool:
        return self.total > len(self.shown)


MOST_IN_GROUP = 5


def groups_for(request: HttpRequest, query: Query) -> list[Group]:
    """What each source found, in the order of the wiring; sources that found nothing are left out."""
    found = (source(request, query) for source in load("SEARCH_SOURCES"))
    return [group for group in found if group is not None and group.total]


def public_group(key: str, title: str | Promise, entries: Iterable[Entry], query: Query) -> Group:
    """Entries in which every word occurs: those that have them in a title first."""
    found = [entry for entry in entries if all(word in entry.folded for word in query.words)]
    found.sort(key=lambda entry: not all(word in entry.folded_title for word in query.words))
    return Group(key, title, Matches(found, query.words), len(found))


def kept_entries(key: str, language: str, make: Callable[[], Iterable[Entry]]) -> list[Entry]:
    """What `make` gives, by title: the same for everybody, kept for a minute or until something is published."""
    whole = f"search:{key}:{language}:{settings.RELEASE}:{stamp()}"
    kept: list[Entry] | None = cache.get(whole) if settings.PUBLIC_PAGE_SECONDS > 0 else None
    if kept is None:
        kept = sorted(make(), key=lambda entry: alphabetical(entry.title))
        if settings.PUBLIC_PAGE_SECONDS > 0:
            cache.set(whole, kept, LIFETIME)
    return kept


def networks(request: HttpRequest, query: Query) -> Group:
    entries = kept_entries("networks", query.language, lambda: _networks(request, query.language))
    return public_group("networks", _("Networks"), entries, query)


def _networks(request: HttpRequest, language: str) -> Iterable[Entry]:
    pages: dict[int, NetworkPage] = {}
    live = NetworkPage.objects.live().public().select_related("network", "locale").order_by("pk")
    for page in live:
        if page.network_id not in pages or page.locale.language_code == language:
            pages[page.network_id] = page
    for page in pages.values():
        names = _names(page.network)
        shown_in = next((code for code in (language, "en", *names) if code in names), language)
        yield Entry(
            title=names.pop(shown_in, page.title),
            text=" ".join(filter(None, [page.description, page.network.founding_instrument])),
            language=shown_in,
            url=page.get_url(request) or "",
            names=tuple(names.items()),
        )


def _names(network: Network) -> dict[str, str]:
    """Language → full name, with the short one beside it where that says something else."""
    names = {}
    for code in {**network.full_names, **network.names}:
        full, short = network.full_names.get(code), network.names.get(code)
        names[code] = f"{full} ({short})" if full and short and short not in full else full or short or ""
    return {code: name for code, name in names.items() if name}


def _result(entry: Entry, words: tuple[str, ...]) -> Result:
    seen = fold(f"{entry.title}\n{entry.text}")
    missing = [word for word in words if word not in seen]
    return Result(
        title=excerpt(entry.title, words, whole=True),
        text=excerpt(entry.text, words),
        language=entry.language,
        url=entry.url,
        network_slug=entry.network_slug,
        network_name=entry.network_name,
        also=tuple(
            (code, excerpt(name, words, whole=True))
            for code, name in entry.names
            if any(word in fold(name) for word in missing)
        ),
    )
