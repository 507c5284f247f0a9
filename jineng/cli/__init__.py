"""The commands. Django is made ready here, before any command's module is imported."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jineng.site.settings")
django.setup()
