from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cms.core.templatetags.front import icon
from courses.learning.outline import OutlineStep, StepState

register = template.Library()

HERE = SafeString(' aria-current="page"')
FINISHED = SafeString(' class="finished"')

# state → icon, what is said beside it, attributes of the link
SHOWN: dict[StepState, tuple[str, object, SafeString]] = {
    "here": ("here", _("(you are here)"), HERE),
    "done": ("done", _("(done)"), FINISHED),
    "opened": ("half", _("(begun)"), SafeString("")),
    "new": ("todo", _("(not yet opened)"), SafeString("")),
}


@register.simple_tag
def step_link(step: OutlineStep) -> SafeString:
    """A step by name, with how it stands. A tag, since a long outline has fifty of them."""
    drawing, said, attributes = SHOWN[step.state]
    return format_html(
        '<a href="{}"{}>{}<span>{}<span class="hidden"> {}</span></span></a>',
        step.url,
        attributes,
        icon(drawing),
        step.title,
        said,
    )
