"""What is this app called?"""

from django.apps import AppConfig


class Notices(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.notices"
    label = "notices"
