from cms.people.actions.consent import give_consent
from cms.people.actions.data_access import log_access
from cms.people.actions.erasure import erase_person, hindrances
from cms.people.actions.profile import change_profile, guess_zone
from cms.people.actions.second_factor import renew_seals, take_away_second_factor
from cms.people.actions.sign_in import end_other_sign_ins, end_sign_in, note_seen

__all__ = [
    "change_profile",
    "end_other_sign_ins",
    "end_sign_in",
    "erase_person",
    "give_consent",
    "guess_zone",
    "hindrances",
    "log_access",
    "note_seen",
    "renew_seals",
    "take_away_second_factor",
]
