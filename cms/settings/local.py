"""The embedded default: everything on this machine, state in the data folder (DATA, otherwise var/)."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import environ

from cms.settings.base import *  # noqa: F403 -- settings inherit by star, as Django's do
from cms.settings.base import BASE_DIR, CELERY_BROKER_TRANSPORT_OPTIONS, LOGGING, QUIET_HOURS, STORAGES
from cms.settings.stores import caches, databases, storages

env = environ.Env()

DATA = Path(env.str("DATA", default="") or BASE_DIR / "var").resolve()
DATA.mkdir(parents=True, exist_ok=True)
PORT = env.int("PORT", default=8000)
EMBEDDED = True
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL", default="") or f"http://127.0.0.1:{PORT}"
WAGTAILADMIN_BASE_URL = SITE_URL
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def own_secret(path: Path) -> str:
    """A key of this data folder's own, made by whichever process comes first."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text() or secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key


SECRET_KEY = env.str("SECRET_KEY", default="") or own_secret(DATA / "secret-key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)

DATABASES = databases(env.str("DATABASE_URL", default="") or f"sqlite:///{quote(str(DATA / 'db.sqlite3'))}")


def embedded_broker(port_file: Path) -> str:
    """The supervisor's broker; without one, messages go nowhere and the next sweep finds the work in its rows."""
    try:
        return f"redis://127.0.0.1:{int(port_file.read_text())}/0"
    except (OSError, ValueError):
        return "memory://"


REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or embedded_broker(DATA / "broker-port")
if CELERY_BROKER_URL.startswith("memory:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
# Tests that kill workers don't wait so long for what they held.
JOB_LEASE = timedelta(seconds=env.int("JOB_LEASE", default=90))
# The embedded broker may be killed and come back: pages must not wait for it, so the cache stays in memory.
CACHES = caches(env.str("CACHE_URL", default="") or REDIS_URL or None)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

MEDIA_ROOT = DATA / "media"
STORAGES = STORAGES | storages(str(DATA))
MAINTENANCE = env.bool("MAINTENANCE", default=False)
STATIC_ROOT = DATA / "static"
# Until static files are collected, and while developing, they come straight from their folders.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()

EMAIL_BACKEND = "cms.operations.outbox.OutboxBackend"
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
QUIET_HOURS = env.str("QUIET_HOURS", default=QUIET_HOURS)
OUTBOX = DATA / "outbox"
PRIVACY_RESPONSIBLE = env.str("PRIVACY_RESPONSIBLE", default="")
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", default="privacy@localhost")
DEFAULT_FROM_EMAIL = "Judicial Cooperation Training <training@localhost>"

# The terminal is for what needs a person.
for package in ("cms", "courses", "assessments"):
    LOGGING["loggers"][package]["level"] = "WARNING"
