"""For pytest only. TEST_DATABASE_URL picks another database than SQLite."""

import os
import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403 -- settings inherit by star, as Django's do
from cms.settings.stores import caches, databases, storages

DATA = Path(tempfile.gettempdir()) / f"cms-test-{os.getpid()}"
EMBEDDED = True
SECRET_KEY = "only for tests"  # noqa: S105 -- signs nothing outside a test run
PUBLIC_PAGE_SECONDS = 0
SEEN_EVERY_SECONDS = 0
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

DATABASES = databases(os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{DATA / 'db.sqlite3'}")
CACHES = caches(None)
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}

MEDIA_ROOT = DATA / "media"
STATIC_ROOT = DATA / "static"
OUTBOX = DATA / "outbox"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STORAGES = storages(str(DATA)) | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests count queries.
LOOKOUT = False
# Tests count versions from here, whatever the notice's own is by now.
PRIVACY_VERSION = "1"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
