"""The embedded installation with an address for each page that is read only when something went wrong, and the
pseudo-locale for who asks for it.
"""

from cms.settings.local import *  # noqa: F403 -- settings inherit by star, as Django's do
from cms.settings.local import MIDDLEWARE as OURS

ROOT_URLCONF = "tests.rare_urls"
MIDDLEWARE = list(OURS)
MIDDLEWARE.insert(MIDDLEWARE.index("cms.people.middleware.PersonLanguage") + 1, "tests.pseudo.InBrackets")
