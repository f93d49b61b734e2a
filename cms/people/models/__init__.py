from cms.people.models.sign_in import SignIn, SignInQuerySet
from cms.people.models.user import User, UserManager

__all__ = ["SignIn", "SignInQuerySet", "User", "UserManager"]
