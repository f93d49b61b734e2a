from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import cache

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, ngettext

from cms.core import saying, stylesheet
from cms.core.excerpts import Piece
from cms.core.icons import ICONS
from cms.core.wiring import load

register = template.Library()


@register.simple_tag(takes_context=True)
def banners(context: template.Context) -> SafeString:
    """What the rooms above have to say on every page, from BANNERS of the wiring."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    return format_html_join("", "{}", ((banner(request),) for banner in load("BANNERS")))


@register.simple_tag
def stylesheet_url() -> str:
    return static(stylesheet.NAME)


@register.simple_tag
def site_name() -> str:
    """A tag, since the subjects of e-mails are rendered without context processors."""
    return str(settings.SITE_NAME)


@register.simple_tag
@cache
def icon(name: str, *, turns: bool = False) -> SafeString:
    """A drawing beside words, hidden from screen readers; `turns` for arrows, which point the other way in Arabic."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 20 20" aria-hidden="true">{}</svg>',
        " icon--turns" if turns else "",
        mark_safe(ICONS[name]),
    )


@register.simple_tag
def steps(done: int, total: int, current: int | None = None, late: int = 0) -> SafeString:
    """One segment for each step; `late` ones follow the done ones, `current` is counted from 1."""
    label = ngettext("%(done)s of %(total)s step done", "%(done)s of %(total)s steps done", total)
    segments = (_segment(n, done=done, late=late, current=current) for n in range(1, total + 1))
    return format_html(
        '<div role="img" aria-label="{}"><div class="steps">{}</div></div>',
        label % {"done": done, "total": total},
        mark_safe("".join(segments)),
    )


def _segment(number: int, *, done: int, late: int, current: int | None) -> str:
    if number == current:
        return '<i class="now"></i>'
    if number <= done:
        return '<i class="done"></i>'
    return '<i class="late"></i>' if number <= done + late else "<i></i>"


@register.simple_tag
def when(
    instant: datetime,
    zone: str | tzinfo = "UTC",
    *,
    style: saying.Style = "full",
    last: bool = False,
    css: str = "",
) -> SafeString:
    """An instant said with its zone (styles full, time) or its day alone (date, weekday).

    `last` is for exclusive ends, such as a due time: the last minute before it is said.
    """
    return format_html(
        '<time datetime="{}"{}>{}</time>',
        instant.isoformat(timespec="minutes"),
        format_html(' class="{}"', css) if css else "",
        saying.say_when(instant, zone, style=style, last=last),
    )


register.simple_tag(saying.say_left, name="left")
register.simple_tag(saying.say_zone, name="zone_name")
register.filter("minutes", saying.say_minutes)

register.filter("day", saying.say_date)
register.filter("short_day", saying.say_short_day)
register.filter("share", saying.say_share)
register.filter("territory", saying.say_territory)


@register.simple_tag
def language_name(code: str, *, own: bool = False, inside: bool = False) -> str:
    """In the reader's language, or (`own`) as the language calls itself; as written `inside` a sentence."""
    return saying.say_language(code, own=own, inside=inside)


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """An excerpt, with what was searched for in <mark>."""
    said = (format_html("<mark>{}</mark>" if piece.found else "{}", piece.text) for piece in pieces)
    return mark_safe("".join(said))


@register.filter
def languages(codes: Iterable[str]) -> str:
    """“English, French and Arabic”, in the reader's language, as inside a sentence."""
    return saying.say_list(saying.say_language(code, inside=True) for code in codes)


@register.simple_tag
def direction(code: str = "") -> str:
    """`rtl` or `ltr`, for a `dir` attribute; without a code that of the active language."""
    try:
        return "rtl" if get_language_info(code or get_language() or "en")["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The control of a form field in the look's class; Django ties hint and error to it by `aria-describedby`."""
    return field.as_widget(attrs={"class": "input"})


@register.filter
def widget_kind(field: BoundField) -> str:
    """Which shape `_field.html` gives the field: `group` (radio buttons, checkboxes), `tick` (one checkbox) or `line`."""
    if field.use_fieldset:
        return "group"
    return "tick" if getattr(field.field.widget, "input_type", "") == "checkbox" else "line"
