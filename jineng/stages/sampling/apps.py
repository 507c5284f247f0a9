"""What is this app called?"""

from django.apps import AppConfig


class Sampling(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.sampling"
    label = "sampling"
