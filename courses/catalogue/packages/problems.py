from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MOST_PROBLEMS = 200


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong; `line` counts from 1, and 0 speaks of the whole file."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        if not self.file:
            return self.sentence
        if not self.line:
            return _("%(file)s: %(sentence)s") % {
                "file": self.file,
                "sentence": self.sentence,
            }
        return _("%(file)s, line %(line)s: %(sentence)s") % {
            "file": self.file,
            "line": self.line,
            "sentence": self.sentence,
        }


@dataclass
class Problems:
    """Everything found wrong so far: readers add and go on, so an author sees it all at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, sentence: str) -> None:
        problem = Problem(file, line, sentence)
        if len(self.found) < MOST_PROBLEMS and problem not in self.found:
            self.found.append(problem)

    def in_order(self) -> tuple[Problem, ...]:
        return tuple(sorted(self.found))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)
