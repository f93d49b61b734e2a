"""What every installation shares. Nothing here reads the environment."""

import logging
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cms.settings.wiring import *  # noqa: F403 -- settings inherit by star, as Django's do

BASE_DIR = Path(__file__).resolve().parents[2]

# Part of the key of everything rendered and kept: a release renders anew.
RELEASE = "0.1.0"
# How long a stranger may see a public page as it was; 0 keeps none.
PUBLIC_PAGE_SECONDS = 30
SITE_NAME: Any = _("Judicial Cooperation Training")
DEBUG = False
# Answers everybody but central staff with the page that says when to come back; see `manage.py maintenance`.
MAINTENANCE = False
# Networks whose word counts on whom a request comes from (X-Forwarded-For, -Proto, X-Request-ID).
TRUSTED_PROXIES: list[str] = []
# Embedded: the supervisor's own services, mail in files that /outbox/ shows.
EMBEDDED = False

INSTALLED_APPS = [
    "cms.core",
    "cms.world",
    "cms.people",
    "cms.networks",
    "cms.notices",
    "cms.invitations",
    "cms.pages",
    "cms.operations",
    "courses.catalogue",
    "courses.editions",
    "courses.cohorts",
    "courses.learning",
    "assessments.questions",
    "assessments.questionnaires",
    "assessments.quizzes",
    "assessments.certificates",
    "assessments.reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.sites",
    "cms.people.apps.AccountsInAdmin",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.locales",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "csp",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.core.proxies.TrustedProxies",
    "cms.core.request_ids.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A phone with two bars: pages shrink to a quarter. Django pads them against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    # The policy stands around everything that answers with a page, that of a fault too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.core.content_policy.AdminContentPolicyMiddleware",
    "cms.operations.middleware.Probes",
    "cms.pages.public_cache.PublicPageCache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.people.middleware.AddressLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.operations.middleware.Maintenance",
    "cms.people.middleware.PersonLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.people.middleware.Seen",
    "cms.people.middleware.PrivacyFirst",
    "cms.people.middleware.SecondFactorFirst",
    "courses.learning.middleware.ViewingAs",
    "cms.networks.middleware.AdminScope",
    "cms.pages.closed_doors.ClosedDoors",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.core.context.site",
            ],
        },
    },
]

# Languages have content and addresses; the switcher offers those whose interface is complete. One more is a line here
# and `manage.py extract_texts` (see cms/README.md).
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("pt", _("Portuguese")),
    ("ar", _("Arabic")),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
SWITCHER_LANGUAGES = [code for code, _name in LANGUAGES]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / package / "locale" for package in ("cms", "courses", "assessments")]
USE_TZ = True
TIME_ZONE = "UTC"

# Sign-in
AUTH_USER_MODEL = "people.User"
# The e-mail is unique without regard to case, by a constraint on Lower("email").
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
]
AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"] = {"min_length": 10}
AUTH_PASSWORD_VALIDATORS[2]["OPTIONS"] = {"user_attributes": ["email", "display_name", "certificate_name"]}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/learn/"
ACCOUNT_ADAPTER = "cms.notices.adapter.DeliveringAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "cms.people.account_forms.LoginForm",
    "signup": "cms.people.account_forms.SignupForm",
    "change_password": "cms.people.account_forms.ChangePasswordForm",
    "set_password": "cms.people.account_forms.SetPasswordForm",
    "reset_password_from_key": "cms.people.account_forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Who changes a password or a second factor is told by e-mail, in case it was somebody else.
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Counted in the cache. A whole course room may share one connection, so an address is limited sooner than a connection.
ACCOUNT_RATE_LIMITS: Any = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "signup": "60/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "change_address": "10/h/user",
    "address_link": "20/m/ip",
    "attend": "10/m/user",
}
# Before something that protects the account is changed, the password is asked for once more.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# What /privacy/ says, and of when: with a new version everybody is asked to read it before they go on.
PRIVACY_VERSION = "4"
PRIVACY_DATE = date(2026, 11, 26)
# Pages below these wait until it is read.
PRIVACY_GATES = ["learning:learn", "directory:people", "wagtailadmin_home"]
# Who runs this installation and answers for people's data; empty where nobody is named.
PRIVACY_RESPONSIBLE = ""
# To whom people write about their data, and when they are locked out.
PRIVACY_CONTACT = "privacy@localhost"
# Whether who may enter the admin needs a second factor there.
SECOND_FACTOR_REQUIRED = False
MFA_ADAPTER = "cms.people.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Clocks of phones go wrong by half a minute.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "cms.people.second_factor_forms.CodeForm",
    "reauthenticate": "cms.people.second_factor_forms.CodeAgainForm",
    "activate_totp": "cms.people.second_factor_forms.FirstCodeForm",
}
# How often it is noted that a session is in use; 0 notes nothing.
SEEN_EVERY_SECONDS = 900
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Wagtail
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
# Addresses and passwords change by allauth, which confirms them.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# Wagtail's default workflow asks a group in which nobody is.
WAGTAIL_WORKFLOW_ENABLED = False
# A page's form has several fields for each of its lines: about nine for each module of a course.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Each of these three makes the editor's browser call another site.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# What is uploaded is judged by its content.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.catalogue.uploads.JudgedDocumentForm"
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp", "svg"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.catalogue.uploads.JudgedImageForm"

# Files
STATIC_URL = "/static/"
# Whether somebody else collects them into STATIC_ROOT, as an image's build does.
COLLECTED = False
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cms.core.stylesheet.StylesheetFinder",
]
MEDIA_URL = "/media/"
STORAGES: dict[str, dict[str, Any]] = {
    "staticfiles": {"BACKEND": "cms.core.collected.CollectedStorage"},
}

# Content Security Policy: 'none' for frame-ancestors would break the editor's preview panel.
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [SELF],
    },
}

# Celery. Delivery is at least once and comes back within a minute, so every task is short and idempotent.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 50
CELERY_TASK_SOFT_TIME_LIMIT = 40
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 30,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TIMEZONE = "UTC"
# How long a job row is its worker's: longer than a task may run.
JOB_LEASE = timedelta(seconds=90)
CELERY_TASK_DEFAULT_QUEUE = "sweep"
# The queues, each with a worker of its own of so many processes, so that a mail server that hangs holds up no sweep.
QUEUES = {"sweep": 1, "delivery": 2, "rendering": 1}
CELERY_TASK_ROUTES = {
    "notices.*": {"queue": "delivery"},
    "invitations.*": {"queue": "delivery"},
    "certificates.*": {"queue": "rendering"},
    "catalogue.*": {"queue": "rendering"},
}
CELERY_BEAT_SCHEDULE = {
    # It expires before the next one comes, or a worker that was away would find hundreds.
    "sweep": {"task": "core.sweep", "schedule": 60.0, "options": {"expires": 50, "queue": "sweep"}},
}

# Whether web processes look once a minute if the sweep is late, and tell central staff.
LOOKOUT = True
# Who brings it reads /metrics from anywhere; empty: only from this machine.
METRICS_TOKEN = ""
# E-mails a minute to one domain ("*": to any that is not named); our own server is every domain's.
MAIL_PACE = {"*": 600}
# Between these hours of the reader's clock, and on their weekend, nobody gets what may wait; empty: never quiet.
QUIET_HOURS = "21:00-07:00"

# Well below a task's limit, so that a mail server that hangs is tried again instead of killing the worker.
EMAIL_TIMEOUT = 15


# While the platform is not ready, /readyz answers 503 to everybody who waits for it.
def _is_no_probe(record: logging.LogRecord) -> bool:
    return not record.args or "/readyz" not in record.args


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "cms.core.logs.Lines", "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    },
    "filters": {
        "request_id": {"()": "cms.core.logs.WithRequestId"},
        "but_readyz": {"()": "django.utils.log.CallbackFilter", "callback": _is_no_probe},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id", "but_readyz"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"level": "WARNING", "handlers": []},
        **{name: {"level": "INFO"} for name in ("cms", "courses", "assessments")},
    },
}
