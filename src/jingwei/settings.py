"""Settings of one installation; what differs between installations comes from the environment or its folder."""

import os
from pathlib import Path

from jingwei.core import instance
from jingwei.core.installation import django_database, secret_key

BASE = Path(__file__).parent
HOME = instance.current().home

DEBUG = os.environ.get("JINGWEI_DEBUG") == "1"
SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("JINGWEI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("JINGWEI_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "jingwei.core",
    "jingwei.core.ui",
    "jingwei.places",
    "jingwei.people",
    "jingwei.registers",
    "jingwei.matters",
    "jingwei.indicators",
    "jingwei.reports",
    "jingwei.desk",
    "jingwei.portal",
    "jingwei.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jingwei.core.ui.built_files.BuiltFiles",
    "jingwei.core.ui.security.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jingwei.people.seating.SeatMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "jingwei.desk.shell.shell",
            ],
            "builtins": ["jingwei.core.ui.templatetags.ui"],
        },
    }
]

ROOT_URLCONF = "jingwei.urls"
WSGI_APPLICATION = "jingwei.wsgi.application"
DATABASES = {"default": django_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["jingwei.people.signing_in.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("JINGWEI_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("JINGWEI_BEHIND_PROXY") == "1" else None
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Built names carry their hash.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$"

# An office's sheets are large; what is inside them is limited by core/sheets/limits.py.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Sheets and lists with more rows than this go in and out beside the pages; files offered are removed after some days.
JOB_ROWS = int(os.environ.get("JINGWEI_JOB_ROWS", "20000"))
JOB_FILE_DAYS = int(os.environ.get("JINGWEI_JOB_FILE_DAYS", "3"))

# Where short messages to a work chat are posted (a robot of 企业微信 or 钉钉, or a relay); empty: to nobody.
CHAT_WEBHOOK = os.environ.get("JINGWEI_CHAT_WEBHOOK", "")
# Whether residents may ask for something without signing in (/ask/); closed unless the office opens it.
RESIDENTS = os.environ.get("JINGWEI_RESIDENTS", os.environ.get("JINGWEI_DEMO", "")) == "1"

# E-mail to the office's own mailboxes (several with commas); TLS is starttls, tls or none (inside the house only).
SMTP_HOST = os.environ.get("JINGWEI_SMTP_HOST", "")
SMTP_TLS = os.environ.get("JINGWEI_SMTP_TLS", "starttls")
SMTP_PORT = int(os.environ.get("JINGWEI_SMTP_PORT") or (465 if SMTP_TLS == "tls" else 587))
SMTP_USER, SMTP_PASSWORD = os.environ.get("JINGWEI_SMTP_USER", ""), os.environ.get("JINGWEI_SMTP_PASSWORD", "")
SMTP_CA = os.environ.get("JINGWEI_SMTP_CA", "")
MAIL_FROM, MAIL_TO = os.environ.get("JINGWEI_MAIL_FROM", ""), os.environ.get("JINGWEI_MAIL_TO", "")
# A gateway for short messages to who asked (core/outbox/sms.py says what it is sent), and a folder for files.
SMS_URL, SMS_KEY = os.environ.get("JINGWEI_SMS_URL", ""), os.environ.get("JINGWEI_SMS_KEY", "")
DROP_FOLDER = os.environ.get("JINGWEI_DROP_FOLDER", "")

# A tile address for the map, such as a licensed base map inside the office network; empty means outlines only.
MAP_TILES = os.environ.get("JINGWEI_MAP_TILES", "")
MAP_APPROVAL_NUMBER = os.environ.get("JINGWEI_MAP_APPROVAL_NUMBER", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
