"""What is this app called?"""

from django.apps import AppConfig


class Regions(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.regions"
    label = "regions"
