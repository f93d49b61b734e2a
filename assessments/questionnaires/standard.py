"""Questions that every organiser can take over, in every language of the platform.

A key stays for ever: questions refer to it. What is asked at the start and at the end has one key, so that the
two can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.questionnaires.enums import Kind, Moment


@dataclass(frozen=True)
class StandardQuestion:
    kind: Kind
    text: Promise
    choices: tuple[Promise, ...] = ()


# The steps of a scale, in every question that has one.
SCALE: tuple[Promise | str, ...] = (_("1, not at all"), "2", _("3, in part"), "4", _("5, fully"))
STANDARD: dict[str, StandardQuestion] = {
    "knows_subject": StandardQuestion(Kind.SCALE, _("I know the subject of this course well.")),
    "dares_request": StandardQuestion(
        Kind.SCALE, _("I could handle a request to or from another state on my own.")
    ),
    "how_often": StandardQuestion(
        Kind.ONE,
        _("How often do you deal with a request to or from another state?"),
        (
            pgettext_lazy("how often", "Never"),
            _("A few times a year"),
            _("Every month"),
            _("Every week"),
        ),
    ),
    "studies_with": StandardQuestion(
        Kind.SEVERAL,
        _("With what will you study?"),
        (_("A phone"), _("A computer at work"), _("A computer at home")),
    ),
    "wants": StandardQuestion(Kind.TEXT, _("What do you want to be able to do after this course?")),
    "expected": StandardQuestion(Kind.SCALE, _("The course was what I had hoped for.")),
    "usable": StandardQuestion(Kind.SCALE, _("I can use in my work what I have learnt.")),
    "clear": StandardQuestion(Kind.SCALE, _("The lessons were clear.")),
    "fair": StandardQuestion(Kind.SCALE, _("The quizzes asked what matters.")),
    "helped": StandardQuestion(Kind.SCALE, _("I got help when I needed it.")),
    "recommends": StandardQuestion(
        Kind.ONE,
        _("Would you recommend this course to a colleague?"),
        (_("Yes"), _("Perhaps"), _("No")),
    ),
    "better": StandardQuestion(Kind.TEXT, _("What should be better?")),
    "differently": StandardQuestion(Kind.TEXT, _("What will you do differently in your work?")),
}
ASKED: dict[str, tuple[str, ...]] = {
    Moment.START: ("knows_subject", "dares_request", "how_often", "studies_with", "wants"),
    Moment.END: (
        *("knows_subject", "dares_request", "expected", "usable", "clear", "fair", "helped"),
        *("recommends", "better", "differently"),
    ),
}
