"""What is this app called?"""

from django.apps import AppConfig


class Site(AppConfig):
    """The Django name of this folder."""

    name = "jineng.site"
    label = "jineng_site"
