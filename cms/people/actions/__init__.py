from cms.people.actions.profile import change_profile

__all__ = ["change_profile"]
