"""What is this app called?"""

from django.apps import AppConfig


class Outbox(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.outbox"
    label = "outbox"
