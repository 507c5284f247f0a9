"""What is this app called?"""

from django.apps import AppConfig


class Claims(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.claims"
    label = "claims"
