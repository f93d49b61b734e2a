"""Where an enrolled person stands: what a Step needs to answer `learning_response`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from cms.people.models import User
from courses.catalogue.rendering import Fragment
from courses.cohorts.models import Cohort, Enrolment, Release
from courses.editions.models import EditionStep
from courses.editions.reading import TaughtStep, TaughtText
from courses.learning.margin import beside
from courses.learning.models import Progress
from courses.learning.outline import Outline, OutlineModule, OutlineStep
from courses.learning.who_helps import help_context


@dataclass(frozen=True)
class Place:
    """One step of one enrolment at `now`, in the reader's language."""

    enrolment: Enrolment
    outline: Outline
    module: OutlineModule
    step: OutlineStep
    progress: Progress
    language: str
    now: datetime
    # Somebody else looks, as the trainee sees it.
    viewed: bool = False

    @property
    def reader(self) -> User:
        return self.enrolment.user

    @property
    def cohort(self) -> Cohort:
        return self.enrolment.cohort

    @property
    def release(self) -> Release | None:
        return self.module.release

    @property
    def taught(self) -> TaughtStep:
        return self.step.taught

    @property
    def text(self) -> TaughtText:
        return self.step.taught.text

    @property
    def url(self) -> str:
        return self.step.url

    @property
    def number(self) -> int:
        return self.module.steps.index(self.step) + 1

    @property
    def total(self) -> int:
        return len(self.module.steps)

    @property
    def position(self) -> int:
        """Among all steps of the course, counted from 1."""
        return self.outline.steps.index(self.step) + 1

    @property
    def previous(self) -> OutlineStep | None:
        steps = self.outline.open_steps
        index = steps.index(self.step)
        return steps[index - 1] if index else None

    @property
    def next(self) -> OutlineStep | None:
        steps = self.outline.open_steps
        index = steps.index(self.step) + 1
        return steps[index] if index < len(steps) else None

    @property
    def done_url(self) -> str:
        return f"{self.url}done/"

    @property
    def position_url(self) -> str:
        return f"{self.url}position/"

    def beside(self) -> Callable[[Fragment], SafeString]:
        """One query: what of the reader's own stands at each block of a lesson."""
        return beside(
            self.enrolment,
            step_key=self.taught.key,
            url=self.url,
            language=self.text.language,
            hidden=self.viewed,
        )

    def context(self) -> dict[str, Any]:
        """What `learning/step.html` shows around any kind of step."""
        return {
            "place": self,
            "title": self.text.title,
            "network": self.module.network,
            "text_language": self.text.language,
            "course": self.outline,
            "outline": self.outline.modules,
            "done": self.outline.done,
            "total": self.outline.total,
            "current": self.outline.current,
            "zone": self.enrolment.user.time_zone,
            "stated": self.module.taught.law_stated_as_at,
            "edition": self.module.taught.edition_number,
            "completed": self.step.done,
            "done_url": self.done_url,
            "place_url": self.position_url,
            **help_context(self.enrolment),
        }

    def edition_step(self) -> EditionStep:
        """One query: the frozen form that the step's kind left in the edition."""
        return EditionStep.objects.get(pk=self.taught.id)
