"""The link that switches e-mails off without signing in: signed, since whoever has it only makes it quieter."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from cms.notices.choices import switch_off, switch_on
from cms.notices.enums import Urgency
from cms.notices.kinds import optional_kinds
from cms.people.models import User

_signer = Signer(salt="cms.notices.off")


def path(person: User, what: str) -> str:
    """`what` is a kind, or an urgency for every optional kind of it: what is in a daily e-mail."""
    return reverse("notices:off", args=[_signer.sign(f"{person.pk}.{what}")])


def read(token: str) -> tuple[User, list[str]] | None:
    """Whose e-mails of which kinds; None for what we did not sign, or an account that is closed."""
    try:
        pk, _dot, what = _signer.unsign(token).partition(".")
    except BadSignature:
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    return (person, _kinds(what)) if person else None


def set_off(person: User, kinds: list[str], *, off: bool) -> None:
    for kind in kinds:
        (switch_off if off else switch_on)(person, kind=kind)


def _kinds(what: str) -> list[str]:
    return [
        key
        for key, kind in optional_kinds().items()
        if key == what or (what == Urgency.MAY_WAIT and kind.urgency == Urgency.MAY_WAIT)
    ]
