"""What an award asks for beyond every required step, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def said_needs(*, least_score: int | None, least_sessions: int | None) -> list[str]:
    """A phrase for each; nothing where every required step is enough."""
    said = []
    if least_score:
        said.append(_("a mean of %(score)s%% or more in the required quizzes") % {"score": least_score})
    if least_sessions:
        words = ngettext(
            "attendance in %(count)d live session or more",
            "attendance in %(count)d live sessions or more",
            least_sessions,
        )
        said.append(words % {"count": least_sessions})
    return said
