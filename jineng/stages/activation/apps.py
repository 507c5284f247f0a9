"""What is this app called?"""

from django.apps import AppConfig


class Activation(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.activation"
    label = "activation"
