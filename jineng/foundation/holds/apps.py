"""What is this app called?"""

from django.apps import AppConfig


class Holds(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.holds"
    label = "holds"
