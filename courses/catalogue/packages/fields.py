import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from courses.catalogue.packages.problems import Problems

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LONGEST_IDENTIFIER = 80


class Map(dict):
    """A mapping read from YAML that remembers the line of itself and of each key's value."""

    line: int = 0

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.lines: dict[str, int] = {}


class Seq(list):
    """A list read from YAML that remembers the line of itself and of each item."""

    line: int = 0

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.lines: list[int] = []


class Fields:
    """Reads typed values out of a `Map`; what is missing or wrong becomes a problem with its line.

    Every name that was asked for counts as known; `finish()` refuses the others.
    """

    def __init__(self, file: str, values: Map, problems: Problems, *, known: Iterable[str] = ()) -> None:
        self.file = file
        self.values = values
        self.problems = problems
        self.known: list[str] = list(known)
        self.elsewhere: set[str] = set()

    def line(self, name: str = "") -> int:
        return self.values.lines.get(name, self.values.line)

    def wrong(self, name: str, sentence: str) -> None:
        self.problems.add(self.file, self.line(name), sentence)

    def has(self, name: str) -> bool:
        self._know(name)
        return self.values.get(name) is not None

    def text(self, name: str, *, required: bool = True, longest: int = 255) -> str:
        """A text without the space around it; empty where missing."""
        value = self._value(name, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(
                name,
                _("“%(name)s” must be text; put it in quotation marks.") % {"name": name},
            )
            return ""
        value = value.strip()
        if not value and required:
            self.wrong(name, _("“%(name)s” is empty; write a text.") % {"name": name})
        if len(value) > longest:
            self.wrong(
                name,
                _("“%(name)s” has %(count)s characters; shorten it to at most %(most)s.")
                % {"name": name, "count": len(value), "most": longest},
            )
        return value

    def identifier(self, name: str = "id") -> str:
        value = self.text(name, longest=LONGEST_IDENTIFIER)
        if value and not IDENTIFIER.match(value):
            self.wrong(
                name,
                _("“%(value)s” can’t be an id; use small letters a–z, digits and single hyphens.")
                % {"value": value[:LONGEST_IDENTIFIER]},
            )
            return ""
        return value

    def one_of(self, name: str, known: Iterable[str], *, default: str | None = None) -> str:
        known = list(known)
        value = self.text(name, required=default is None)
        if not value:
            return default or ""
        if value not in known:
            self.wrong(
                name,
                _("“%(name)s” can’t be “%(value)s”; use one of: %(known)s.")
                % {"name": name, "value": value, "known": ", ".join(known)},
            )
            return ""
        return value

    def integer(
        self,
        name: str,
        *,
        least: int = 0,
        most: int = 10_000,
        default: int | None = None,
    ) -> int:
        value = self._value(name, default is None)
        if value is None:
            return least if default is None else default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(
                name,
                _("“%(name)s” must be a whole number from %(least)s to %(most)s.")
                % {"name": name, "least": least, "most": most},
            )
            return least
        return value

    def decimal(self, name: str, *, default: Decimal | None = None) -> Decimal:
        value = self._value(name, default is None)
        if value is None:
            return Decimal(0) if default is None else default
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.wrong(
                name,
                _("“%(name)s” must be a number, such as 6 or 2.5.") % {"name": name},
            )
            return Decimal(0)
        return Decimal(value)

    def boolean(self, name: str, *, default: bool | None = None) -> bool:
        value = self._value(name, default is None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            self.wrong(name, _("“%(name)s” must be true or false.") % {"name": name})
            return False
        return value

    def day(self, name: str, *, required: bool = True) -> date | None:
        value = self._value(name, required)
        if value is not None and not isinstance(value, date):
            self.wrong(
                name,
                _("“%(name)s” must be a day, such as 2026-10-01.") % {"name": name},
            )
            return None
        return value

    def uuid(self, name: str) -> UUID | None:
        value = self.text(name)
        if not value:
            return None
        try:
            return UUID(value)
        except ValueError:
            self.wrong(
                name,
                _("“%(name)s” must be a UUID, such as 6f1d9f0e-52a0-4e0b-8f6b-0d8a3c1f7b55.")
                % {"name": name},
            )
            return None

    def mapping(self, name: str) -> "Fields":
        """The fields inside another field; empty where that is missing or no mapping."""
        value = self._value(name, True)
        if not isinstance(value, Map):
            if value is not None:
                self.wrong(
                    name,
                    _("“%(name)s” must hold “name: value” pairs.") % {"name": name},
                )
            value = Map()
            value.line = self.line(name)
        return Fields(self.file, value, self.problems)

    def mappings(self, name: str, *, least: int = 1, most: int = 500) -> list["Fields"]:
        """The items of a list, each with fields of its own."""
        value = self._value(name, True)
        if value is None:
            return []
        if not isinstance(value, Seq) or not all(isinstance(item, Map) for item in value):
            self.wrong(
                name,
                _("“%(name)s” must be a list of items with “name: value” pairs.") % {"name": name},
            )
            return []
        self._counted(name, value, least, most)
        return [Fields(self.file, item, self.problems) for item in value]

    def texts(self, name: str, *, least: int = 1, most: int = 500, longest: int = 255) -> list[str]:
        """The items of a list of texts, each without the space around it; wrong ones are left out."""
        value = self._value(name, True)
        if value is None:
            return []
        if not isinstance(value, Seq) or not all(isinstance(item, str) for item in value):
            self.wrong(
                name,
                _("“%(name)s” must be a list of texts; put each in quotation marks.") % {"name": name},
            )
            return []
        self._counted(name, value, least, most)
        items = Map((str(number), item) for number, item in enumerate(value, start=1))
        items.lines = dict(zip(items, value.lines, strict=True))
        inner = Fields(self.file, items, self.problems)
        return [text for number in items if (text := inner.text(number, longest=longest))]

    def _counted(self, name: str, value: Seq, least: int, most: int) -> None:
        if not least <= len(value) <= most:
            self.wrong(
                name,
                _("“%(name)s” has %(count)s items; it must have from %(least)s to %(most)s.")
                % {"name": name, "count": len(value), "least": least, "most": most},
            )

    def forbid(self, names: Iterable[str], sentence: str) -> None:
        """Refuse fields that belong elsewhere, with a sentence that says where."""
        for name in names:
            if name in self.values:
                self.wrong(name, sentence % {"name": name})
            self.elsewhere.add(name)

    def finish(self) -> None:
        for name in self._unknown():
            self.wrong(
                name,
                _("“%(name)s” is not known here; known are: %(known)s.")
                % {"name": name, "known": ", ".join(self.known)},
            )

    def _unknown(self) -> Iterator[str]:
        return (n for n in self.values if n not in self.known and n not in self.elsewhere)

    def _know(self, name: str) -> None:
        if name not in self.known:
            self.known.append(name)

    def _value(self, name: str, required: bool) -> object | None:
        self._know(name)
        value = self.values.get(name)
        if value is None and required:
            self.wrong(name, _("“%(name)s” is missing; write it.") % {"name": name})
        return value
