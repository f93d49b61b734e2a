"""The kinds of questions: each folder beside this file is one, found by its being there."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import Any

from assessments.questions.bodies import Body


@dataclass(frozen=True)
class Kind:
    """`label` is for authors; the two templates show the question before and after grading."""

    name: str
    label: str
    body: type[Body]
    asking_template: str
    answered_template: str


class UnknownKind(LookupError):
    pass


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name, in alphabetical order."""
    folders = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    found = [importlib.import_module(f"{__name__}.{folder}").KIND for folder in folders]
    return {kind.name: kind for kind in found}


def kind_named(name: str) -> Kind:
    try:
        return kinds()[name]
    except KeyError:
        raise UnknownKind(name) from None


def body_from_json(data: dict[str, Any]) -> Body:
    return kind_named(data["kind"]).body.from_json(data)
