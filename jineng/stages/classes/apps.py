"""What is this app called?"""

from django.apps import AppConfig


class Classes(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.classes"
    label = "classes"
