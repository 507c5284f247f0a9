"""What is this app called?"""

from django.apps import AppConfig


class Catalogue(AppConfig):
    """The Django name of this folder."""

    name = "jineng.stages.catalogue"
    label = "catalogue"
