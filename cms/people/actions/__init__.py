from cms.people.actions.consent import give_consent
from cms.people.actions.profile import change_profile
from cms.people.actions.second_factor import renew_seals, take_away_second_factor
from cms.people.actions.sign_in import end_other_sign_ins, end_sign_in, note_seen

__all__ = [
    "change_profile",
    "end_other_sign_ins",
    "end_sign_in",
    "give_consent",
    "note_seen",
    "renew_seals",
    "take_away_second_factor",
]
