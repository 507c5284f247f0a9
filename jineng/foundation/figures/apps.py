"""What is this app called?"""

from django.apps import AppConfig


class Figures(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.figures"
    label = "figures"
