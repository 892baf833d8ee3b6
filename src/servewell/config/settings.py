"""Every setting of an installation, from the environment. Listed with examples in docs/operate/settings.md."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from servewell.config import databases
from servewell.config.environment import Environment
from servewell.config.secret_key import secret_key

PACKAGE = Path(__file__).resolve().parent.parent
WEB = PACKAGE / "web"

env = Environment(os.environ)

DEMO = env.flag("DEMO", False)
DATA = env.folder("DATA", "./var")
ADDRESS = env.url(
    "ADDRESS",
    "http://localhost:8000" if DEMO else "https://localhost",
    schemes=("https", "http"),
    example="https://services.riverton.example",
).rstrip("/")
_database_url = env.url(
    "DATABASE_URL",
    "",
    schemes=("postgresql", "postgres"),
    example="postgresql://servewell:secret@db.riverton.example:5432/servewell?sslmode=require",
)
HOSTS = env.words(
    "HOSTS",
    ["localhost", "127.0.0.1", "[::1]"],
    expected="host names with commas between them",
    example="services.riverton.example,www.riverton.example",
    pattern=r"\[[0-9a-fA-F:]+\]|\.?[A-Za-z0-9][A-Za-z0-9.-]*",
)
PROXIES = env.number("PROXIES", 0, least=0, most=5, unit="proxies before this server that set X-Forwarded-For")
UI_LANGUAGES = env.words(
    "LANGUAGES",
    ["en", "es", "ar", "cy"],
    expected="codes of languages that have a catalogue, the usual one first",
    example="en,es,ar",
    pattern=r"en|es|ar|cy",
)
EMAIL_URL = env.url(
    "EMAIL_URL",
    "discard:" if DEMO else "console:",
    schemes=("smtp", "smtps", "smtp+tls", "console", "discard"),
    example="smtp+tls://user:password@mail.riverton.example:587",
)
EMAIL_FROM = env.text(
    "EMAIL_FROM",
    "services@localhost",
    expected="an e-mail address",
    example="services@riverton.example",
    pattern=r"[^@\s<>]+@[^@\s<>]+|[^<>\n]+<[^@\s<>]+@[^@\s<>]+>",
)
DECISION_HOLD_SECONDS = env.number("DECISION_HOLD_SECONDS", 30, least=0, most=3600, unit="seconds")
UPLOAD_MAX_MEGABYTES = env.number("UPLOAD_MAX_MEGABYTES", 20, least=1, most=200, unit="megabytes")
SESSION_HOURS = env.number("SESSION_HOURS", 8, least=1, most=24, unit="hours")
HSTS_DAYS = env.number("HSTS_DAYS", 0 if DEMO else 365, least=0, most=730, unit="days")
LOG_LEVEL = env.text(
    "LOG_LEVEL",
    "INFO",
    expected="DEBUG, INFO, WARNING or ERROR",
    example="INFO",
    pattern="DEBUG|INFO|WARNING|ERROR",
)
# Made in the data folder when none is given; several machines that serve one database need the same.
RECORD_KEY = env.text(
    "RECORD_KEY",
    "",
    expected="the private key of the record, as in the file record-key of a data folder",
    example="PRIVATE+KEY+services.riverton.example/record+1a2b3c4d+AbCd...",
    pattern=r"(PRIVATE\+KEY\+[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*)?",
)
# Public keys of the records of other agencies whose checkpoints are cosigned here.
WITNESSED = env.words(
    "WITNESSED",
    [],
    expected="public keys of records with commas between them",
    example="services.hillford.example/record+1a2b3c4d+AbCd...",
    pattern=r"[^\s+,]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*",
)
# Set by `servewell serve` for its own process: do the work between requests here.
BACKGROUND = env.flag("BACKGROUND", False)
# So is how many requests are served at once before others wait; 0 where another server than ours decides.
REQUESTS_AT_ONCE = env.number("REQUESTS_AT_ONCE", 0, least=0, most=256, unit="requests")
if not DEMO and ADDRESS.startswith("http://"):
    env.fault("SERVEWELL_ADDRESS", "has to begin with https:// (plain http only with SERVEWELL_DEMO=yes)")
env.finish()

IS_SECURE = ADDRESS.startswith("https://")
SECRET_KEY = secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = [*HOSTS, urlsplit(ADDRESS).hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "servewell.apps.journal",
    "servewell.apps.people",
    "servewell.apps.notices",
    "servewell.apps.services",
    "servewell.apps.cases",
    "servewell.apps.findings",
    "servewell.apps.feedback",
    "servewell.apps.trials",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # allauth's pages of second factors use it
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Random padding in its answers, and masked tokens in ours, keep compression from telling secrets (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "servewell.web.portal.overload.OverloadMiddleware",
    "servewell.web.design.local_time.LocalTimeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "servewell.web.design.unavailable.UnavailableMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "servewell.config.urls"
WSGI_APPLICATION = "servewell.config.wsgi.application"

TEMPLATES = [
    {
        "NAME": "pages",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / part / "templates" for part in ("design", "portal", "workspace")],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "servewell.web.design.environment.environment",
            "context_processors": ["servewell.web.design.context.page_context"],
            # With the defaults a page of macros cost 9.9 ms instead of 3.6.
            "auto_reload": False,
            "cache_size": -1,
        },
    },
    {
        # allauth's pages and mails; the portal replaces their layout and elements.
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "portal" / "sign_in"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "servewell.web.design.context.page_context",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": databases.postgresql(_database_url) if _database_url else databases.sqlite(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One process serves an SQLite installation, so its memory is the shared cache; several processes share a table.
CACHES = {
    "default": {
        "BACKEND": "servewell.gateways.shared_cache.SharedCache",
        "LOCATION": "servewell_cache",
        # Its size is counted at each write.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
    if _database_url
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Languages, times
LANGUAGE_CODE = UI_LANGUAGES[0]
_NAMES = {"en": "English", "es": "Español", "ar": "العربية", "cy": "Cymraeg"}
LANGUAGES = [(code, _NAMES[code]) for code in UI_LANGUAGES]
LOCALE_PATHS = [WEB / "design" / "locale"]
LANGUAGE_COOKIE_NAME = "servewell_language"
LANGUAGE_COOKIE_AGE = 365 * 86_400
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_SECURE
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [
    (part, WEB / part / "static") for part in ("design", "portal", "workspace") if (WEB / part / "static").is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "documents"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Sessions belong to accounts; a resident's journey is a draft row. An absolute age: never prolonged.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_SAVE_EVERY_REQUEST = False
_HOST_PREFIX = "__Host-" if IS_SECURE else ""
SESSION_COOKIE_NAME = f"{_HOST_PREFIX}session"
SESSION_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_HOST_PREFIX}csrf"
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "servewell.web.portal.errors.csrf_failed"

# Headers
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = HSTS_DAYS * 86_400 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE
SECURE_REFERRER_POLICY = "same-origin"  # CSRF checks need the referrer on our own pages
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Preloading is a promise that the owner of the whole domain makes, not one installation below it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Sign-in: no passwords, one-time codes by e-mail; staff add a second factor (web.workspace enforces it).
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my-cases/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "servewell.config.sign_in.OutboxAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_SECURE else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = IS_SECURE
MFA_TOTP_ISSUER = "Servewell"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# A demo sends nothing: its mailbox page shows the outbox.
_email = urlsplit(EMAIL_URL)
EMAIL_BACKEND = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "discard": "django.core.mail.backends.dummy.EmailBackend",
}.get(_email.scheme, "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = _email.hostname or "localhost"
EMAIL_PORT = _email.port or {"smtps": 465, "smtp+tls": 587}.get(_email.scheme, 25)
EMAIL_HOST_USER = unquote(_email.username or "")
EMAIL_HOST_PASSWORD = unquote(_email.password or "")
EMAIL_USE_SSL = _email.scheme == "smtps"
EMAIL_USE_TLS = _email.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "servewell.config.log_lines.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own mail of errors to administrators would carry request data.
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "numexpr": {"level": "WARNING"},  # says at each import how many threads it takes
    },
}
