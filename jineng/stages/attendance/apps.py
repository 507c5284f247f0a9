"""What is this app called?"""

from django.apps import AppConfig


class Attendance(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.attendance"
    label = "attendance"
