from cms.invitations.actions.ending import end_invitations
from cms.invitations.actions.invitation import accept, forget_unanswered, invite, resend, take_back
from cms.invitations.actions.role import give_roles, hand_over
from cms.invitations.actions.vouching import vouch

__all__ = [
    "accept",
    "end_invitations",
    "forget_unanswered",
    "give_roles",
    "hand_over",
    "invite",
    "resend",
    "take_back",
    "vouch",
]
