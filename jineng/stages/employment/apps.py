"""What is this app called?"""

from django.apps import AppConfig


class Employment(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.employment"
    label = "employment"
