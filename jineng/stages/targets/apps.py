"""What is this app called?"""

from django.apps import AppConfig


class Targets(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.targets"
    label = "targets"
