"""What is this app called?"""

from django.apps import AppConfig


class Assessment(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.assessment"
    label = "assessment"
