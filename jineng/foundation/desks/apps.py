"""What is this app called?"""

from django.apps import AppConfig


class Desks(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.desks"
    label = "desks"
