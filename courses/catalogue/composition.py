"""What a course comes to, from the modules that it combines: length, languages, and what is missing in which."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models.functions import Length, Substr

from courses.catalogue.models.module import ModulePage
from courses.catalogue.models.step import Step
from courses.catalogue.models.tree import LANGUAGE_CODES


@dataclass(frozen=True)
class ModuleTexts:
    """`steps` live steps of `minutes` in all; `texts` says how many of them have a text, by language."""

    key: uuid.UUID
    title: str
    live: bool
    steps: int
    minutes: int
    texts: dict[str, int]

    def lacks(self, language: str) -> int:
        return self.steps - self.texts.get(language, 0)

    @property
    def languages(self) -> list[str]:
        """Those in which every step can be read."""
        return [code for code in LANGUAGE_CODES if self.steps and not self.lacks(code)]


@dataclass(frozen=True)
class LanguageStanding:
    """What a course lacks in one language: whole modules, and modules with the number of steps without a text."""

    language: str
    begun: bool
    absent: tuple[str, ...]
    incomplete: tuple[tuple[str, int], ...]

    @property
    def complete(self) -> bool:
        return self.begun and not self.absent and not self.incomplete


@dataclass(frozen=True)
class Composition:
    modules: tuple[ModuleTexts, ...]

    @property
    def steps(self) -> int:
        return sum(module.steps for module in self.modules)

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)

    @property
    def languages(self) -> list[str]:
        """Those in which the whole of it can be read."""
        return [each.language for each in self.standing if each.complete]

    @property
    def lacking(self) -> list[LanguageStanding]:
        """Languages in which something is there, and something missing."""
        return [each for each in self.standing if each.begun and not each.complete]

    @property
    def standing(self) -> list[LanguageStanding]:
        return [self._standing(code) for code in LANGUAGE_CODES] if self.modules else []

    @property
    def unpublished(self) -> list[str]:
        return [module.title for module in self.modules if not module.live]

    def _standing(self, language: str) -> LanguageStanding:
        taught = [module for module in self.modules if module.steps]
        absent = [module.title for module in taught if not module.texts.get(language)]
        partly = [
            (module.title, module.lacks(language))
            for module in taught
            if module.texts.get(language) and module.lacks(language)
        ]
        return LanguageStanding(
            language, begun=len(absent) < len(taught), absent=tuple(absent), incomplete=tuple(partly)
        )


def composition(keys: Sequence[uuid.UUID], *, language: str) -> Composition:
    """In the order of `keys`, titles in `language` or the source's; the number of queries does not depend on them."""
    found = module_texts(keys, language=language)
    return Composition(tuple(found[key] for key in keys if key in found))


@dataclass(frozen=True)
class LiveStep:
    module: uuid.UUID
    kind: type[Step]
    key: uuid.UUID
    minutes: int


def live_steps(sources: Iterable[ModulePage]) -> list[LiveStep]:
    """Of modules that are given as their source pages; one query for each kind of step."""
    module_at = {source.path: source.translation_key for source in sources}
    above = Substr("path", 1, Length("path") - Step.steplen)
    return [
        LiveStep(module_at[path[: -Step.steplen]], kind, key, minutes)
        for kind in Step.kinds().values()
        for path, key, minutes in kind.objects.live()
        .source()
        .annotate(above=above)
        .filter(above__in=list(module_at))
        .values_list("path", "translation_key", "minutes")
    ]


def module_texts(keys: Iterable[uuid.UUID], *, language: str) -> dict[uuid.UUID, ModuleTexts]:
    """By key; two queries, and two for each kind of step."""
    wanted = list(keys)
    sources = list(ModulePage.objects.source().filter(translation_key__in=wanted))
    titles = ModulePage.objects.titles(wanted, language=language)
    steps = live_steps(sources)
    module_of = {step.key: step.module for step in steps}
    number = Counter(step.module for step in steps)
    minutes: Counter[uuid.UUID] = Counter()
    for step in steps:
        minutes[step.module] += step.minutes
    texts: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for kind in Step.kinds().values():
        mine = [step.key for step in steps if step.kind is kind]
        readable = kind.objects.live().filter(alias_of__isnull=True, translation_key__in=mine)
        for key, code in readable.values_list("translation_key", "locale__language_code"):
            texts[module_of[key]][code] += 1
    return {
        source.translation_key: ModuleTexts(
            key=source.translation_key,
            title=titles.get(source.translation_key, source.title),
            live=source.live,
            steps=number[source.translation_key],
            minutes=minutes[source.translation_key],
            texts=dict(texts[source.translation_key]),
        )
        for source in sources
    }
