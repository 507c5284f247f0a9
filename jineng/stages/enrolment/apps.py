"""What is this app called?"""

from django.apps import AppConfig


class Enrolment(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.enrolment"
    label = "enrolment"
