"""What is this app called?"""

from django.apps import AppConfig


class Console(AppConfig):
    """The Django name of this folder."""

    name = "jineng.console"
    label = "console"
