"""Settings of the example project: an ordinary Django project that uses migration_safety."""

from __future__ import annotations

import os
from pathlib import Path

from civicpulse.database import database

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("DJANGO_DEBUG", "1") == "1"
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "insecure-and-for-development-only")
ALLOWED_HOSTS = os.environ.get("DJANGO_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "migration_safety",
    "civicpulse.tenants",
    "civicpulse.accounts",
    "civicpulse.people",
    "civicpulse.outreach",
    "civicpulse.voters",
    "civicpulse.audit",
    "civicpulse.cms",
]
MIDDLEWARE = [
    # First: what the others read or write of the database must happen inside the gate.
    "migration_safety.gate.GateMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
ROOT_URLCONF = "civicpulse.urls"
WSGI_APPLICATION = "civicpulse.wsgi.application"

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"

MIGRATION_SAFETY = {
    "LEDGER": BASE_DIR / "civicpulse" / "ledger.toml",
    "TENANT": "tenants.Tenant",
    "PROFILES": {
        # Three years of five small organisations that share the platform.
        "report": {
            "rows": {
                "accounts.User": 50,
                "people.Person": 1_000,
                "outreach.ContactAttempt": 5_000,
                "voters.VoterRecord": 800,
                "accounts.PasswordHistory": 100,
                "audit.Entry": 62_600,
            },
            "tenants": 5,
            "nulls": {
                "audit.Entry.tenant": 0.02,
                "outreach.ContactAttempt.made_by": 0.05,
                "people.Person.deleted_at": 0.97,
            },
        },
    },
}
