"""What is this app called?"""

from django.apps import AppConfig


class Portal(AppConfig):
    """The Django name of this folder."""

    name = "jineng.portal"
    label = "portal"
