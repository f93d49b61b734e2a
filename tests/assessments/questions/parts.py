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
TRUE_FALSE = {
    "id": "fiscal",
    "kind": "true_false",
    "text": "A request may be refused only because it concerns fiscal matters.",
    "cites": "UNTOC, article 18(22)",
    "points": 1,
    "answer": False,
    "explanations": {
        "true": "Paragraph 22 rules out just this.",
        "false": "Fiscal matters alone are no ground.",
    },
}
TRUE_FALSE_AR = {
    "id": "fiscal",
    "text": "يجوز رفض الطلب لمجرد أنه يتعلق بأمور مالية.",
    "cites": "المادة 18 (22)",
    "explanations": {"true": "تستبعد الفقرة 22 ذلك بعينه.", "false": "الأمور المالية وحدها ليست سببا."},
}
MATCHING = {
    "id": "tools",
    "kind": "matching",
    "text": "Which tool answers which need?",
    "cites": "EJN, tools",
    "points": 3,
    "pairs": [
        {
            "id": "atlas",
            "item": "Who is competent?",
            "match": "The Atlas",
            "explanation": "It finds the authority.",
        },
        {
            "id": "fiches",
            "item": "Which measures are there?",
            "match": "The Fiches Belges",
            "explanation": "One sheet a measure.",
        },
        {
            "id": "court",
            "item": "To which court?",
            "match": "The  atlas",
            "explanation": "It names the court as well.",
        },
    ],
    "distractors": [{"id": "compendium", "match": "The Compendium"}],
}
MATCHING_AR = {
    "id": "tools",
    "text": "أي أداة لأي حاجة؟",
    "cites": "أدوات الشبكة",
    "pairs": [
        {"id": "atlas", "item": "من المختص؟", "match": "الأطلس", "explanation": "يدل على السلطة."},
        {
            "id": "fiches",
            "item": "ما التدابير المتاحة؟",
            "match": "البطاقات",
            "explanation": "بطاقة لكل تدبير.",
        },
        {"id": "court", "item": "إلى أي محكمة؟", "match": "الأطلس", "explanation": "يسمي المحكمة أيضا."},
    ],
    "distractors": [{"id": "compendium", "match": "المجموع"}],
}
ORDERING = {
    "id": "returned",
    "kind": "ordering",
    "text": "Your request came back as incomplete. Put these steps in order.",
    "cites": "UNTOC, article 18(16)",
    "points": 3,
    "steps": [
        {"id": "a", "text": "Read the reasons for the return"},
        {"id": "b", "text": "Ask the contact point what is needed"},
        {"id": "c", "text": "Complete the request, point by point"},
        {"id": "d", "text": "Send the request again"},
    ],
    "explanation": "The contact point can help only who knows what was missing.",
}
ORDERING_AR = {
    "id": "returned",
    "text": "عاد طلبكم ناقصا. رتبوا هذه الخطوات.",
    "cites": "المادة 18 (16)",
    "steps": [
        {"id": "a", "text": "قراءة أسباب الإعادة"},
        {"id": "b", "text": "سؤال نقطة الاتصال عما يلزم"},
        {"id": "c", "text": "استكمال الطلب بندا بندا"},
        {"id": "d", "text": "إرسال الطلب من جديد"},
    ],
    "explanation": "لا تساعد نقطة الاتصال إلا من يعرف ما ينقص.",
}
SHORT = {
    "id": "both-states",
    "kind": "short_answer",
    "text": "What is it called when an act must be an offence in both states?",
    "cites": "UNTOC, article 18(9)",
    "points": 1,
    "accepted": ["dual criminality", "double criminality"],
    "near": [
        {
            "id": "jeopardy",
            "answers": ["double jeopardy", "ne bis in idem"],
            "explanation": "That forbids a second trial.",
        }
    ],
    "explanation": "Paragraph 9 lets a state decline without it.",
}
SHORT_AR = {
    "id": "both-states",
    "text": "ماذا يسمى أن يكون الفعل جريمة في الدولتين؟",
    "cites": "المادة 18 (9)",
    "accepted": ["ازدواجية التجريم", "التجريم المزدوج"],
    "near": [
        {
            "id": "jeopardy",
            "answers": ["المحاكمة مرتين"],
            "explanation": "ذلك يمنع محاكمة ثانية.",
        }
    ],
    "explanation": "تجيز الفقرة 9 الرفض عند انتفائه.",
}
EXAMPLES = {
    "single_choice": (SINGLE, SINGLE_AR),
    "multiple_choice": (MULTIPLE, MULTIPLE_AR),
    "numeric": (NUMERIC, NUMERIC_AR),
    "true_false": (TRUE_FALSE, TRUE_FALSE_AR),
    "matching": (MATCHING, MATCHING_AR),
    "ordering": (ORDERING, ORDERING_AR),
    "short_answer": (SHORT, SHORT_AR),
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
