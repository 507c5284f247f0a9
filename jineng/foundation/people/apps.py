"""What is this app called?"""

from django.apps import AppConfig


class People(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.people"
    label = "people"
