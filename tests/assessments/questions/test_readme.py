"""What authors read about kinds of questions is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from assessments.questions.kinds import kinds
from assessments.questions.kinds.matching.reading import LONGEST_MATCH, MOST_DISTRACTORS, MOST_PAIRS
from assessments.questions.kinds.ordering import FEWEST_STEPS, MOST_STEPS
from assessments.questions.kinds.short_answer.reading import MOST_ANSWERS, MOST_NEAR
from assessments.questions.reading import MOST_CHOICES, QuestionPart
from courses.catalogue.packages.fields import Fields
from courses.catalogue.packages.problems import Problems
from courses.catalogue.packages.yaml_text import read_yaml

ROOM = (Path(settings.BASE_DIR) / "assessments/questions/README.md").read_text()
PACKAGES = (Path(settings.BASE_DIR) / "courses/catalogue/packages/README.md").read_text()
SECTION = PACKAGES.split("\n## Kinds of questions\n")[1].split("\n## ")[0]
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
PAIRS = list(zip(EXAMPLES[::2], EXAMPLES[1::2], strict=True))


def test_every_kind_has_its_place() -> None:
    headings = "\n".join(re.findall(r"^### .*$", SECTION, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", headings)) == set(kinds())
    assert set(re.findall(r"^\| `(\w+)` \|", ROOM, re.MULTILINE)) == set(kinds())


@pytest.mark.parametrize(("source", "translation"), PAIRS)
def test_an_example_is_read_without_a_problem_in_both_languages(source: str, translation: str) -> None:
    problems = Problems()
    texts = {}
    for language, text in (("en", source), ("ar", translation)):
        read = read_yaml(f"{language}/quiz.yaml", f"questions:\n{text}", problems)
        [texts[language]] = Fields("", read, problems).mappings("questions")
    kind = texts["en"].one_of("kind", kinds())
    body = kinds()[kind].body.read(QuestionPart("en", texts))
    for text in texts.values():
        text.identifier()
        text.integer("points", default=1)
        text.finish()
    assert [str(problem) for problem in problems] == []
    assert body.languages == ("en", "ar") and body.score(body.clean(body.key())) == 1


def test_the_examples_are_of_the_kinds_that_the_small_package_lacks() -> None:
    shown = {re.search(r"kind: (\w+)", source)[1] for source, _translation in PAIRS}  # type: ignore[index]
    assert shown == set(kinds()) - {"single_choice", "multiple_choice", "numeric"}


def test_limits_are_those_of_the_code() -> None:
    for said in (
        f"From 2 to {MOST_CHOICES} `choices`",
        f"From 2 to {MOST_PAIRS} `pairs`, and up to {MOST_DISTRACTORS} `distractors`",
        f"at most {LONGEST_MATCH} characters",
        f"From {FEWEST_STEPS} to {MOST_STEPS} `steps`",
        f"From 1 to {MOST_ANSWERS} `accepted`",
        f"up to {MOST_NEAR} groups",
    ):
        assert said in SECTION, said
