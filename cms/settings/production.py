"""Production: everything comes from the environment, and what is missing or weak stops the start with its name."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *  # noqa: F403 -- settings inherit by star, as Django's do
from cms.settings.base import (
    BASE_DIR,
    LOGGING,
    MAIL_PACE,
    QUIET_HOURS,
    SILENCED_SYSTEM_CHECKS,
    STORAGES,
)
from cms.settings.demands import listed, problems
from cms.settings.mail import mail, pace
from cms.settings.stores import caches, databases, storages

env = os.environ
ON = {"1", "on", "true", "yes"}

if found := problems(env):
    raise ImproperlyConfigured("\n".join(found))

SECRET_KEY = env.get("SECRET_KEY", "").strip()
SECRET_KEY_FALLBACKS = listed(env.get("SECRET_KEY_FALLBACKS", ""))
SECOND_FACTOR_REQUIRED = env.get("SECOND_FACTOR_REQUIRED", "on").strip().lower() in ON
SITE_URL = env.get("SITE_URL", "").strip().rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
ALLOWED_HOSTS = listed(env.get("ALLOWED_HOSTS", "")) or [str(urlsplit(SITE_URL).hostname)]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

DATABASES = databases(env.get("DATABASE_URL", "").strip())
REDIS_URL = CELERY_BROKER_URL = env.get("REDIS_URL", "").strip()
CACHES = caches(env.get("CACHE_URL", "").strip() or REDIS_URL)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

vars().update(mail(env.get("EMAIL_URL", "").strip()))
MAIL_PACE = pace(env.get("MAIL_PACE", ""), MAIL_PACE)
METRICS_TOKEN = env.get("METRICS_TOKEN", "").strip()
QUIET_HOURS = env.get("QUIET_HOURS", QUIET_HOURS).strip()
DEFAULT_FROM_EMAIL = env.get("DEFAULT_FROM_EMAIL", "").strip() or f"training@{urlsplit(SITE_URL).hostname}"
PRIVACY_RESPONSIBLE = env.get("PRIVACY_RESPONSIBLE", "").strip()
PRIVACY_CONTACT = env.get("PRIVACY_CONTACT", "").strip() or f"privacy@{urlsplit(SITE_URL).hostname}"

DATA = Path(env.get("DATA", "") or BASE_DIR / "var").resolve()
# An image has them collected already; without it, `prepare` collects them into the data folder.
COLLECTED = bool(env.get("STATIC_ROOT", ""))
STATIC_ROOT = Path(env.get("STATIC_ROOT", "") or DATA / "static").resolve()
MEDIA = env.get("MEDIA", "").strip() or str(DATA)
MEDIA_ROOT = Path(MEDIA if MEDIA.startswith("/") else DATA) / "media"
STORAGES = STORAGES | storages(MEDIA)
MAINTENANCE = env.get("MAINTENANCE", "").strip().lower() in ON

# Who may say for whom a request comes and by which way. Nobody from the internet has such an address.
PRIVATE_NETWORKS = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"
TRUSTED_PROXIES = listed(env.get("TRUSTED_PROXIES", "") or PRIVATE_NETWORKS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SILENCED_SYSTEM_CHECKS = [
    *SILENCED_SYSTEM_CHECKS,
    # What else is served below this host, or beside it, is not ours to decide.
    "security.W005",
    "security.W021",
    # The editor's preview panel is a frame of our own.
    "security.W019",
]

LOGGING["formatters"]["line"] = {"()": "cms.core.logs.JsonLines"}
LOGGING["loggers"]["celery.app.trace"] = {"level": "INFO"}
