from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from cms.core.templatetags.front import icon
from courses.learning.outline import OutlineStep, StepState

register = template.Library()

# state → icon, what is said beside it, attributes of the link
SHOWN: dict[StepState, tuple[str, str, SafeString]] = {
    "here": ("here", gettext_noop("(you are here)"), SafeString(' aria-current="page"')),
    "done": ("done", gettext_noop("(done)"), SafeString(' class="finished"')),
    "opened": ("half", gettext_noop("(begun)"), SafeString("")),
    "new": ("todo", gettext_noop("(not yet opened)"), SafeString("")),
}


@register.simple_tag
def step_link(step: OutlineStep) -> SafeString:
    """A step by name, with how it stands."""
    return mark_safe(_link(step, get_language() or "en"))


@register.simple_tag
def step_list(steps: Iterable[OutlineStep]) -> SafeString:
    """The links as items of a list: one tag for all, since a long outline has fifty of them."""
    language = get_language() or "en"
    return mark_safe("".join(f"<li>{_link(step, language)}</li>" for step in steps))


def _link(step: OutlineStep, language: str) -> str:
    """Only the title may hold anything: an address is made of numbers."""
    attributes, end = _around(step.state, language)
    return f'<a href="{step.url}"{attributes}<span>{conditional_escape(step.title)}{end}'


@cache
def _around(state: StepState, language: str) -> tuple[str, str]:
    """What stands before and after the title, in the active language, which is `language`."""
    drawing, said, attributes = SHOWN[state]
    return (
        f"{attributes}>{icon(drawing)}",
        format_html('<span class="hidden"> {}</span></span></a>', _(said)),
    )
