"""Questions as a module package holds them, each in English and Arabic."""

from __future__ import annotations

from typing import Any

import yaml

from assessments.questions.bodies import Body
from assessments.questions.kinds import kind_named
from assessments.questions.reading import QuestionPart
from courses.catalogue.packages.fields import Fields
from courses.catalogue.packages.problems import Problems
from courses.catalogue.packages.yaml_text import read_yaml

SINGLE = {
    "id": "bank-secrecy",
    "kind": "single_choice",
    "text": "On which ground may a state not refuse?",
    "cites": "UNTOC, article 18(8)",
    "points": 1,
    "choices": [
        {"id": "a", "text": "Bank secrecy", "correct": True, "explanation": "Paragraph 8 rules it out."},
        {"id": "b", "text": "Its security", "explanation": "Paragraph 21(b) allows it."},
        {"id": "c", "text": "Its own law", "explanation": "Paragraph 21(d) allows it."},
    ],
}
SINGLE_AR = {
    "id": "bank-secrecy",
    "text": "ما السبب الذي لا يجوز الرفض بناء عليه؟",
    "cites": "اتفاقية الجريمة المنظمة، المادة 18 (8)",
    "choices": [
        {"id": "a", "text": "السرية المصرفية", "explanation": "تستبعدها الفقرة 8."},
        {"id": "b", "text": "أمنها", "explanation": "تجيزه الفقرة 21 (ب)."},
        {"id": "c", "text": "قانونها", "explanation": "تجيزه الفقرة 21 (د)."},
    ],
}
MULTIPLE = {
    "id": "contents",
    "kind": "multiple_choice",
    "text": "What does a request contain?",
    "cites": "UNTOC, article 18(15)",
    "points": 2,
    "choices": [
        {"id": "a", "text": "The authority", "correct": True, "explanation": "(a)"},
        {"id": "b", "text": "The purpose", "correct": True, "explanation": "(f)"},
        {"id": "c", "text": "A fee", "explanation": "Nowhere."},
        {"id": "d", "text": "A seal", "explanation": "Nowhere."},
    ],
}
MULTIPLE_AR = {
    "id": "contents",
    "text": "ماذا يتضمن الطلب؟",
    "cites": "المادة 18 (15)",
    "choices": [{"id": i, "text": f"خيار {i}", "explanation": "شرح"} for i in "abcd"],
}
NUMERIC = {
    "id": "how-many",
    "kind": "numeric",
    "text": "How many points does paragraph 15 list?",
    "cites": "UNTOC, article 18(15)",
    "points": 1,
    "answer": 6,
    "tolerance": 0.5,
    "unit": "points",
    "explanation": "From (a) to (f).",
}
NUMERIC_AR = {
    "id": "how-many",
    "text": "كم بندا تعدد الفقرة 15؟",
    "cites": "المادة 18 (15)",
    "unit": "بنود",
    "explanation": "من (أ) إلى (و).",
}
EXAMPLES = {
    "single_choice": (SINGLE, SINGLE_AR),
    "multiple_choice": (MULTIPLE, MULTIPLE_AR),
    "numeric": (NUMERIC, NUMERIC_AR),
}


def part(source: dict[str, Any], *translations: dict[str, Any]) -> tuple[QuestionPart, Problems]:
    """As it comes from a package: each value knows its line, numbers are decimals."""
    problems = Problems()
    texts = {}
    for language, data in zip(("en", "ar"), (source, *translations), strict=False):
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        values = read_yaml(f"{language}/quiz.yaml", text, problems)
        texts[language] = Fields(f"{language}/quiz.yaml", values, problems, known=("id", "kind", "points"))
    return QuestionPart("en", texts), problems


def read(source: dict[str, Any], *translations: dict[str, Any]) -> Body:
    """The body of a question in which nothing may be wrong."""
    found, problems = part(source, *translations)
    body = kind_named(source["kind"]).body.read(found)
    assert list(problems) == []
    return body


def problems_of(source: dict[str, Any], *translations: dict[str, Any]) -> list[str]:
    """Each problem as file and sentence."""
    found, problems = part(source, *translations)
    kind_named(source["kind"]).body.read(found)
    for fields in found.texts.values():
        fields.finish()
    return [f"{problem.file}:{problem.line} {problem.sentence}" for problem in problems.in_order()]
