"""What is this app called?"""

from django.apps import AppConfig


class Institutions(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.institutions"
    label = "institutions"
