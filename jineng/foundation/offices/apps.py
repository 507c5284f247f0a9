"""What is this app called?"""

from django.apps import AppConfig


class Offices(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.offices"
    label = "offices"
