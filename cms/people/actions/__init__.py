from cms.people.actions.profile import change_profile
from cms.people.actions.second_factor import renew_seals, take_away_second_factor

__all__ = ["change_profile", "renew_seals", "take_away_second_factor"]
