"""What is this app called?"""

from django.apps import AppConfig


class Documents(AppConfig):
    """The Django name of this folder."""

    name = "jineng.foundation.documents"
    label = "documents"
