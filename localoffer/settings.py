"""All settings: one file, driven by the environment. Every variable is in docs/operating.md.

LOCALOFFER_MODE is "production" unless it says "demo" or "test", so that forgetting it is safe.
"""

from functools import partial
from pathlib import Path
from typing import Any

import structlog
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

from core.languages import LANGUAGES as SITE_LANGUAGES
from core.logging import scrub_line, without_path
from localoffer import devdb
from localoffer import environment as env


def gettext_noop(text: str) -> str:
    """Marks a text for translation. Django's own would read these settings before they are read."""
    return text


BASE_DIR = Path(__file__).resolve().parent.parent
# Everything the product writes on this machine: the embedded database, uploads, demo mail.
# A folder given from here is made whole at once: PostgreSQL's programs run from elsewhere.
DATA_DIR = Path(env.text("LOCALOFFER_DATA", str(BASE_DIR / ".data"))).absolute()

MODE = env.text("LOCALOFFER_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"LOCALOFFER_MODE must be production, demo or test, not {MODE!r}.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"

# --- Safety ---------------------------------------------------------------------------------
DEBUG = env.flag("LOCALOFFER_DEBUG")
SECRET_KEY = env.text("LOCALOFFER_SECRET_KEY", "" if PRODUCTION else "only-for-demo-and-tests" * 3)
ALLOWED_HOSTS = env.listed("LOCALOFFER_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
if PRODUCTION:
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "LOCALOFFER_SECRET_KEY must be set to at least 50 random characters: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    if DEBUG:
        raise ImproperlyConfigured("LOCALOFFER_DEBUG must be off in production: unset it.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "LOCALOFFER_HOSTS must name the site's host names, with commas between them."
        )

# Old keys, newest first, for a while after the key was changed: see docs/operating.md.
SECRET_KEY_FALLBACKS = env.listed("LOCALOFFER_OLD_SECRET_KEYS")

HTTPS = env.flag("LOCALOFFER_HTTPS", default=PRODUCTION)
if PRODUCTION and not HTTPS:
    raise ImproperlyConfigured("LOCALOFFER_HTTPS cannot be off in production: unset it.")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host[0] != "["]
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# How many proxies of ours stand in front and add to X-Forwarded-For (0: none).
TRUSTED_PROXIES = env.number("LOCALOFFER_TRUSTED_PROXIES", 1 if PRODUCTION else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

MAP_TILES = env.text(
    "LOCALOFFER_MAP_TILES"
)  # for instance https://tiles.example.org/{z}/{x}/{y}.png
MAP_ATTRIBUTION = env.text("LOCALOFFER_MAP_ATTRIBUTION")
_tile_origin = "/".join(MAP_TILES.split("/")[:3]).replace("{s}", "*") if MAP_TILES else ""
# Whose players may be shown in a frame, once a reader asks for it. Empty: none, links alone.
VIDEO_HOSTS = env.listed("LOCALOFFER_VIDEO_HOSTS", "www.youtube-nocookie.com,player.vimeo.com")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([_tile_origin] if _tile_origin else [])],
        "font-src": [SELF],
        "media-src": [SELF],
        "frame-src": [f"https://{host}" for host in VIDEO_HOSTS] or [NONE],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
} | {"geolocation": ["self"]}

# --- Apps -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it adds to
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "rules",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "csp",
    "core",
    "accounts",
    "usage",
    "search",
    "directory",
    "content",
    "links",
    "guides",
    # After the guides, whose topics the documents of the demo are in.
    "documents",
    "feedback",
    "news",
    "events",
    "suggestions",
    "openreferral",
    "bulletins",
    "accessibility",
    # After all kinds of pages that it has versions of.
    "variants",
    "translating",
    "reports",
    "desk",
    "localoffer",
]
MIDDLEWARE = [
    "core.requestid.RequestIdMiddleware",
    "core.middleware.LogRequestMiddleware",
    # These above all that may answer by itself: a redirect or a static file has their headers too.
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Adds random bytes, so that lengths do not betray a token (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.middleware.TooManyRequestsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.RequireMfaMiddleware",
    # Sees the page as the view made it, and who is signed in.
    "usage.middleware.CountViewsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]
ROOT_URLCONF = "localoffer.urls"
WSGI_APPLICATION = "localoffer.wsgi.application"
FORM_RENDERER = "core.forms.GovukRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.site",
            ],
            "builtins": ["core.templatetags.govuk"],
        },
    }
]

# --- Database -------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL")
if not DATABASE_URL and PRODUCTION:
    raise ImproperlyConfigured(
        "DATABASE_URL must name a PostgreSQL 15 (or newer) server: "
        "postgresql://user:password@host:5432/name"
    )
_database = (
    env.database("DATABASE_URL", DATABASE_URL)
    if DATABASE_URL
    else devdb.settings(DATA_DIR / "postgres", durable=MODE != "test")
)
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 2,
    "delete_jobs": "successful",
    # A job that takes longer at a stop is started again by the next worker.
    "shutdown_graceful_timeout": 10,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Only signing in uses it: allauth keeps there how often somebody guessed, and which codes of an
# authenticator were used up. Every web process must know that, so it is in PostgreSQL.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- Languages and time ---------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [(language.code, language.own_name) for language in SITE_LANGUAGES]
LANGUAGES_BIDI = [language.code for language in SITE_LANGUAGES if language.rtl]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["core.formats"]
# For languages of which Django knows no formats: the day before the month, as in English here.
DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j/n/Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "j/n/Y, H:i"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "H:i"
FIRST_DAY_OF_WEEK = 1
TIME_ZONE = "Europe/London"

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(
    env.text(
        "LOCALOFFER_STATIC_ROOT",
        str(BASE_DIR / "staticfiles" if PRODUCTION else DATA_DIR / "static"),
    )
)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("LOCALOFFER_MEDIA_ROOT", str(DATA_DIR / "media")))
# Uploads are served by directory.views.files, which knows who may see them; a proxy must not.
FILE_UPLOAD_HANDLERS = [
    "core.uploadhandlers.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION or DEMO
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Who signs in ---------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if MODE == "test"
    else "django.contrib.auth.hashers.PBKDF2PasswordHasher"
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "directory:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
# Somebody who is not known gets no e-mail: a form must not write to strangers.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Whoever did not change their own password or second step hears that somebody did.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A council's mail filter can hold a code back for some minutes.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# On a shared computer nobody stays signed in when the browser closes.
ACCOUNT_SESSION_REMEMBER = False
# A school, a library or a whole council shares one address, so the limits by address ("ip") are
# only there to stop a flood: no honest building reaches them. Guessing is stopped per account and
# address together ("login_failed", see accounts.adapter) and, more slowly, per account. An
# account under attack can still be entered by e-mailed code or passkey, which count apart.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "300/m/ip,5/m/key,20/h/key",
    "login_failed_account": "100/h/key",
    "request_login_code": "300/m/ip,3/m/key,20/h/key",
    "reset_password": "300/m/ip,3/m/key,20/h/key",
    "reset_password_from_key": "300/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {"add_webauthn": "accounts.forms.AddPasskeyForm"}
# Accounts are made by officers alone, so nobody can take a second step out on another's address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
# One step of 30 seconds either way: phones' clocks drift.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Staff hold other people's words: a second factor is asked of everybody with a desk.
REQUIRE_MFA = env.flag("LOCALOFFER_REQUIRE_MFA", default=PRODUCTION)
if PRODUCTION and not REQUIRE_MFA:
    raise ImproperlyConfigured("LOCALOFFER_REQUIRE_MFA cannot be off in production: unset it.")
SESSION_COOKIE_AGE = 60 * 60 * 12

# --- E-mail ---------------------------------------------------------------------------------
EMAIL_BACKEND = env.text(
    "LOCALOFFER_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env.text("LOCALOFFER_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("LOCALOFFER_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("LOCALOFFER_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("LOCALOFFER_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("LOCALOFFER_SMTP_TLS")
EMAIL_TIMEOUT = 20
# For a provider's API instead of SMTP: LOCALOFFER_EMAIL_BACKEND=anymail.backends... and its keys.
ANYMAIL = env.pairs("LOCALOFFER_ANYMAIL")
_own = partial(env.own, production=PRODUCTION)
DEFAULT_FROM_EMAIL = _own(
    "LOCALOFFER_FROM_EMAIL", "the address that e-mails come from", "local-offer@example.org"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- The council that runs the site ---------------------------------------------------------
BRAND = {
    "name": env.text("LOCALOFFER_NAME", "Local Offer"),
    "council": _own("LOCALOFFER_COUNCIL", "the council's name", "Southampton City Council"),
    "area": _own("LOCALOFFER_AREA", "the name of the area", "Southampton"),
    "colour": env.text("LOCALOFFER_COLOUR", "#00566b"),
    # A path below static/ or MEDIA_ROOT, or nothing for the name alone.
    "logo": env.text("LOCALOFFER_LOGO"),
    "phase": env.text("LOCALOFFER_PHASE", "demo" if not PRODUCTION else "live"),
}
# Collected for translation on a line of its own: within another call it would be missed.
_USUAL_HOURS = gettext_noop("Monday to Friday, 9am to 5pm")
CONTACT = {
    "phone": _own("LOCALOFFER_PHONE", "the telephone number for families", "01632 960100"),
    # Said in the reader's language where the catalogues have these very words.
    "phone_hours": gettext_lazy(env.text("LOCALOFFER_PHONE_HOURS", _USUAL_HOURS)),
    "email": _own("LOCALOFFER_EMAIL", "the e-mail address for families", "local-offer@example.org"),
    "address": _own(
        "LOCALOFFER_ADDRESS", "the postal address", "Civic Centre, Southampton, SO14 7LY"
    ),
}
# Within how many working days somebody is answered who cannot use a page or needs it in another
# way: the accessibility statement promises it.
ACCESS_ANSWER_WORKING_DAYS = env.number("LOCALOFFER_ACCESS_ANSWER_WORKING_DAYS", 5)
# For how many days a checked listing counts as checked: half a year.
CHECK_DAYS = env.number("LOCALOFFER_CHECK_DAYS", 182)
# An overdue listing whose last check is longer ago than this is marked to families as "not checked
# lately" and comes later in search.
LONG_UNCHECKED_DAYS = env.number("LOCALOFFER_LONG_UNCHECKED_DAYS", 365)
# Whether providers are asked by e-mail. Off until a new site may be seen by them.
REMINDERS = env.flag("LOCALOFFER_REMINDERS", default=True)
# A reminder goes out this long before a check is due, and then again and again after as many days;
# one address gets no two in fewer days than the second says. The link in it works for the third.
REMIND_EVERY_DAYS = env.number("LOCALOFFER_REMIND_EVERY_DAYS", 30)
REMIND_NO_SOONER_THAN_DAYS = env.number("LOCALOFFER_REMIND_NO_SOONER_THAN_DAYS", 25)
REMINDER_LINK_DAYS = env.number("LOCALOFFER_REMINDER_LINK_DAYS", 60)
# A part of the law's list counts as stale when more of its services than this are not checked in
# time, in per cent.
COVERAGE_STALE_PERCENT = env.number("LOCALOFFER_COVERAGE_STALE_PERCENT", 25)
# The day on which a year of the annual report begins: 09-01 as in schools, 04-01 as in budgets.
REPORTING_YEAR_STARTS = env.first_of_month("LOCALOFFER_REPORTING_YEAR_STARTS", "09-01")
# Within how many days somebody who gave feedback is answered: said on the site, and the desk's
# "due".
FEEDBACK_ANSWER_DAYS = env.number("LOCALOFFER_FEEDBACK_ANSWER_DAYS", 14)
# How long feedback is kept: names and addresses from when it is done with, the words as they were
# written from when they came. What is published has neither.
FEEDBACK_CONTACT_DAYS = env.number("LOCALOFFER_FEEDBACK_CONTACT_DAYS", 183)
FEEDBACK_ORIGINAL_DAYS = env.number("LOCALOFFER_FEEDBACK_ORIGINAL_DAYS", 730)
# Within how many working days somebody who asks for a document in another format is answered, and
# for how many days after that their contact details are kept.
FORMAT_REQUEST_WORKING_DAYS = env.number("LOCALOFFER_FORMAT_REQUEST_WORKING_DAYS", 10)
FORMAT_REQUEST_CONTACT_DAYS = env.number("LOCALOFFER_FORMAT_REQUEST_CONTACT_DAYS", 183)
# How many e-mails of a bulletin go out in a minute at most: many mail servers refuse more.
BULLETIN_EMAILS_PER_MINUTE = env.number("LOCALOFFER_BULLETIN_EMAILS_PER_MINUTE", 600)
# For how many days a piece of news is new, where nobody says until when. It stays on the site.
NEWS_CURRENT_DAYS = env.number("LOCALOFFER_NEWS_CURRENT_DAYS", 120)
# Whether links to other sites are checked by night (docs/links.md), how many a night at most, how
# long one may take, and the pause between two pages of one site.
CHECK_LINKS = env.flag("LOCALOFFER_CHECK_LINKS", default=PRODUCTION)
LINKS_A_NIGHT = env.number("LOCALOFFER_LINKS_A_NIGHT", 1500)
LINKS_SECONDS = env.number("LOCALOFFER_LINKS_SECONDS", 15)
LINKS_PAUSE_SECONDS = env.number("LOCALOFFER_LINKS_PAUSE_SECONDS", 3)
# Hosts with their ports ("intranet.example.org:443") that are checked though they are private.
LINKS_ALLOWED = env.listed("LOCALOFFER_LINKS_ALLOWED")
# The service that drafts translations, none unless it is set; at most so many characters are sent
# to it in a month and in a night, and one answer takes at most so many seconds: docs/languages.md.
_translator = env.one_of("LOCALOFFER_TRANSLATION_SERVICE", ["libretranslate", "deepl", "openai"])
_translation_key = env.text("LOCALOFFER_TRANSLATION_KEY")
# The keys of DeepL's free plan say so, and belong to another address.
_deepl = f"https://api{'-free' if _translation_key.endswith(':fx') else ''}.deepl.com"
TRANSLATION: dict[str, Any] = {
    "service": _translator,
    "url": env.service_address(
        "LOCALOFFER_TRANSLATION_URL", _deepl if _translator == "deepl" else ""
    ).removesuffix("/v1"),
    "key": _translation_key,
    "model": env.text("LOCALOFFER_TRANSLATION_MODEL"),
    "month": env.number("LOCALOFFER_TRANSLATION_MONTHLY_CHARACTERS", 400_000),
    "night": env.number("LOCALOFFER_TRANSLATION_CHARACTERS_A_NIGHT", 50_000),
    "seconds": env.number("LOCALOFFER_TRANSLATION_SECONDS", 60),
}
if _translator and not TRANSLATION["url"]:
    raise ImproperlyConfigured("LOCALOFFER_TRANSLATION_URL must be set: the service's address.")
if _translator == "deepl" and not _translation_key:
    raise ImproperlyConfigured("LOCALOFFER_TRANSLATION_KEY must be set: DeepL asks for a key.")
if _translator == "openai" and not TRANSLATION["model"]:
    raise ImproperlyConfigured("LOCALOFFER_TRANSLATION_MODEL must be set: the model's name.")
# Whether page views, sessions and searches are counted, without cookies: docs/usage.md.
COUNT_VISITS = env.flag("LOCALOFFER_COUNT_VISITS", default=True)
# Tests write counts when they want to see them.
COUNT_IN_BACKGROUND = MODE != "test"
SITE_URL = _own("LOCALOFFER_URL", "the site's own address", "http://localhost:8000").rstrip("/")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("LOCALOFFER_URL must begin with https://")
# The name an authenticator app shows beside its code.
MFA_TOTP_ISSUER = f"{BRAND['name']}, {BRAND['council']}"

# --- Logs: one JSON line each, without addresses, names or query strings -----------------------
_shared_processors: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                without_path,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                scrub_line,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": _shared_processors,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOCALOFFER_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # Below that it only repeats our own line of the request.
        "django.request": {"level": "ERROR"},
        # At INFO it writes a line for each step of each job.
        "procrastinate": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[*_shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

SILENCED_SYSTEM_CHECKS: list[str] = []
