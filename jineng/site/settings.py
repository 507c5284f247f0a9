"""Settings; every secret and address comes from the environment."""

import os
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

PACKAGE = Path(__file__).parents[1]
ROOT = PACKAGE.parent
PACKS = ROOT / "packs" if (ROOT / "packs" / "facts.yaml").exists() else PACKAGE / "packs"
SAMPLES = ROOT / "samples" if (ROOT / "samples").exists() else PACKAGE / "samples"
DEMO = os.environ.get("JINENG_DEMO") == "1"
HEADS = Path(os.environ.get("JINENG_HEADS", "var/heads"))
BANK = os.environ.get("JINENG_BANK", "")
BANK_LAYOUT = os.environ.get("JINENG_BANK_LAYOUT", "plain")
SECRET_KEY = os.environ.get("JINENG_SECRET_KEY", "")
FIELD_KEY = os.environ.get("JINENG_FIELD_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("JINENG_HOSTS", "127.0.0.1,localhost,testserver").split(",")


def _apps(folder: str, names: str) -> list[str]:
    return [f"jineng.{folder}.{name}" for name in names.split()]


INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *_apps("foundation", "offices people regions documents audit figures notices holds outbox"),
    *_apps("foundation", "desks"),
    *_apps("stages", "targets catalogue institutions funds classes enrolment attendance"),
    *_apps("stages", "assessment certificates employment claims activation payments sampling"),
    "jineng.console",
    "jineng.portal",
    "jineng.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jineng.console.middleware.chosen_language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jineng.console.middleware.content_security",
]
AUTH_USER_MODEL = "offices.Officer"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/"
ROOT_URLCONF = "jineng.site.urls"
WSGI_APPLICATION = "jineng.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jineng.console.menu.menu",
            ]
        },
    }
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"


def _database(url: str) -> dict[str, object]:
    try:
        told = conninfo_to_dict(url)
    except ProgrammingError:  # jineng/cli/opening.py says so in a sentence
        told = {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": told.get("dbname", ""),
        "USER": told.get("user", ""),
        "PASSWORD": told.get("password", ""),
        "HOST": told.get("host", ""),
        "PORT": str(told.get("port", "")),
        "OPTIONS": {"options": told["options"]} if "options" in told else {},
    }


# jineng/cli/main.py starts the embedded PostgreSQL and says where it is, unless a server is named.
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("JINENG_STATIC_ROOT")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
