"""What is this app called?"""

from django.apps import AppConfig


class Payments(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.payments"
    label = "payments"
