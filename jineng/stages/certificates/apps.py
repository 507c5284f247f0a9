"""What is this app called?"""

from django.apps import AppConfig


class Certificates(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.certificates"
    label = "certificates"
