"""A plan as the templates show it."""

from __future__ import annotations

from typing import Any

from courses.cohorts.planning.concerns import concerns
from courses.cohorts.planning.plan import Plan
from courses.cohorts.planning.weeks import weeks


def drawn(plan: Plan | None, *, language: str) -> dict[str, Any]:
    """`weeks` and `concerns` of the plan; `planned` says whether there is one."""
    if plan is None:
        return {"planned": False, "weeks": [], "concerns": []}
    return {"planned": True, "weeks": weeks(plan, language=language), "concerns": concerns(plan)}
