from cms.people.models.address_change import AddressChange, AddressChangeQuerySet
from cms.people.models.consent import Consent
from cms.people.models.data_access import DataAccess
from cms.people.models.sign_in import SignIn, SignInQuerySet
from cms.people.models.user import User, UserManager

__all__ = [
    "AddressChange",
    "AddressChangeQuerySet",
    "Consent",
    "DataAccess",
    "SignIn",
    "SignInQuerySet",
    "User",
    "UserManager",
]
