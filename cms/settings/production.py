"""Production: everything comes from the environment, and what is missing or weak stops the start with its name."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *  # noqa: F403 -- settings inherit by star, as Django's do
from cms.settings.base import BASE_DIR, caches, databases

env = environ.Env()

NEEDED = {
    "DATABASE_URL": "the PostgreSQL database, postgres://user:password@host/name",
    "REDIS_URL": "the broker, redis://host:6379/0",
    "SECRET_KEY": "at least 50 characters of chance that nobody else knows",
    "SITE_URL": "the address that people type, https://training.example.org",
    "EMAIL_URL": "the mail server, smtp+tls://user:password@host:587",
}


def needed(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. It names {NEEDED[name]}.")
    return value


SECRET_KEY = needed("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    raise ImproperlyConfigured(f"SECRET_KEY is too weak. It needs {NEEDED['SECRET_KEY']}.")

SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=True)

SITE_URL = needed("SITE_URL").rstrip("/")
if not SITE_URL.startswith("https://") or urlsplit(SITE_URL).path:
    raise ImproperlyConfigured(
        f"SITE_URL must begin with https:// and have no path. It names {NEEDED['SITE_URL']}."
    )
WAGTAILADMIN_BASE_URL = SITE_URL
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

DATABASES = databases(needed("DATABASE_URL"))
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured(f"DATABASE_URL names no PostgreSQL. It names {NEEDED['DATABASE_URL']}.")
REDIS_URL = CELERY_BROKER_URL = needed("REDIS_URL")
CACHES = caches(env.str("CACHE_URL", default="") or REDIS_URL)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

vars().update(env.email_url_config(needed("EMAIL_URL")))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"training@{urlsplit(SITE_URL).hostname}")
PRIVACY_RESPONSIBLE = env.str("PRIVACY_RESPONSIBLE", default="")
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", default=f"privacy@{urlsplit(SITE_URL).hostname}")

DATA = Path(env.str("DATA", default="") or BASE_DIR / "var").resolve()
MEDIA_ROOT = DATA / "media"
STATIC_ROOT = DATA / "static"

# How many proxies of ours stand before the web server: by them a visitor's address is known, and attempts are counted.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
