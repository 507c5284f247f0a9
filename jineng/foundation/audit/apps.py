"""What is this app called?"""

from django.apps import AppConfig


class Audit(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.audit"
    label = "audit"
