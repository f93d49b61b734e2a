"""Pairs and distractors as a module package writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.utils.translation import gettext as _

from assessments.questions.kinds.matching.texts import ItemText, MatchingText
from assessments.questions.reading import QuestionPart, entries_of, long_text, plainly, refuse_twins
from courses.catalogue.packages.fields import Fields

MOST_PAIRS = 10
MOST_DISTRACTORS = 5
LONGEST_MATCH = 120
"""A select shows one line."""


def read_pairs(part: QuestionPart) -> tuple[dict[str, str], list[str], dict[str, MatchingText]]:
    """The match of each item, all matches that can be chosen, and the texts in each language."""
    pair_ids, pairs = entries_of(part, "pairs", least=2, most=MOST_PAIRS)
    wrong_ids, distractors = entries_of(part, "distractors", least=0, most=MOST_DISTRACTORS)
    written = {language: _matches(pair_ids, pairs[language]) for language in part.texts}
    right = _shared(written[part.source_language])
    match_ids = list(dict.fromkeys([*right.values(), *wrong_ids]))
    if set(wrong_ids) & set(pair_ids):
        part.source.wrong("distractors", _("A distractor has the id of a pair; give it one of its own."))
    if pair_ids and len(match_ids) < 2:
        part.source.wrong("pairs", _("All items have the same match; add another match or a distractor."))
    texts = {}
    for language, text in part.texts.items():
        if written[language] and _shared(written[language]) != right:
            text.wrong("pairs", _("Here the same items must share a match as in the source language."))
        matches = written[language] | _matches(wrong_ids, distractors[language])
        chosen_from = {id: matches[id] for id in match_ids if id in matches}
        refuse_twins(text, "distractors", chosen_from.values())
        texts[language] = _text(text, pair_ids, pairs[language], chosen_from)
    for entry in (entry for found in distractors.values() for entry in found):
        entry.finish()
    return right, match_ids, texts


def _matches(ids: Sequence[str], entries: Sequence[Fields]) -> dict[str, str]:
    return {id: entry.text("match", longest=LONGEST_MATCH) for id, entry in zip(ids, entries, strict=False)}


def _shared(written: Mapping[str, str]) -> dict[str, str]:
    """Each item with the first pair that has the same match: that one's id is the match's."""
    first: dict[str, str] = {}
    return {id: first.setdefault(plainly(match) or id, id) for id, match in written.items()}


def _text(
    text: Fields, ids: Sequence[str], entries: Sequence[Fields], matches: Mapping[str, str]
) -> MatchingText:
    items = {
        id: ItemText(entry.text("item"), long_text(entry, "explanation"))
        for id, entry in zip(ids, entries, strict=False)
    }
    for entry in entries:
        entry.finish()
    refuse_twins(text, "pairs", (item.item for item in items.values()))
    return MatchingText(
        long_text(text, "text"), text.text("cites"), MappingProxyType(items), MappingProxyType(matches)
    )
