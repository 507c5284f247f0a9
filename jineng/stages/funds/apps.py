"""What is this app called?"""

from django.apps import AppConfig


class Funds(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.funds"
    label = "funds"
