"""What an invitation can bring: one slice a gift, in the room that it speaks of.

A slice is a subclass of `Gift`, named in `INVITATION_GIFTS` of the wiring, and two templates in
its room: `notices/invitation_<key>.subject.txt` and `notices/invitation_<key>.txt`, as notices
have them; where it can become `void` by itself, `notices/invitation_<key>_over…` too. `terms`
copies what the sentences need, so that a list asks nothing more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from cms.core.wiring import load
from cms.networks.enums import Role

if TYPE_CHECKING:
    from cms.invitations.models import Invitation
    from cms.people.models import User


# Among the `terms`: the letter that is on its way says that it is over.
SAYS_OVER = "says_over"


class Gift:
    """`giving_roles` invite with it, and see what others invited to; `needs_inviter` where it is void once they may not."""

    key: ClassVar[str]
    giving_roles: ClassVar[frozenset[Role]]
    needs_inviter: ClassVar[bool] = False
    validity: ClassVar[timedelta] = timedelta(days=14)

    def expires(self, terms: dict[str, Any], *, now: datetime) -> datetime:
        """Until when an invitation sent now may be used; Refusal where it could not be used at all."""
        return now + self.validity

    def short(self, invitation: Invitation) -> str:
        """What it brings, in a few words for a list."""
        raise NotImplementedError

    def offer(self, invitation: Invitation) -> list[str]:
        """What it brings, in sentences to whoever is invited."""
        raise NotImplementedError

    def words(self, invitation: Invitation) -> dict[str, str]:
        """What the letter's templates may say beside `network`, `inviter` and `until`."""
        return {}

    def renewed(self, invitation: Invitation) -> dict[str, Any]:
        """Its `terms` as they are by now, for a letter that is sent again."""
        return invitation.terms

    def void(self, invitation: Invitation) -> str:
        """Why it brings nothing any more, as a sentence with what to do instead; empty where it does."""
        return ""

    def lock(self, invitation: Invitation) -> None:
        """Locks what others lock before its invitations, in the caller's transaction; nothing where nobody does."""

    def give(self, invitation: Invitation, *, user: User, now: datetime) -> None:
        """Gives it, in the caller's transaction; Refusal with what is in the way, and the invitation stays open."""
        raise NotImplementedError

    def onward(self, invitation: Invitation) -> str:
        """The path where who has accepted goes on."""
        raise NotImplementedError


@cache
def gifts() -> dict[str, Gift]:
    """Every gift that is wired, by key."""
    return {gift.key: gift() for gift in load("INVITATION_GIFTS")}
