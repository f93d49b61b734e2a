"""The embedded installation with an address for each page that is read only when something went wrong."""

from cms.settings.local import *  # noqa: F403 -- settings inherit by star, as Django's do

ROOT_URLCONF = "tests.rare_urls"
