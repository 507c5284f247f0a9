"""Which places are there, and which lies in which?"""

from django.db import models


class Region(models.Model):
    """A province, city or county by its six-digit code."""

    code = models.CharField("行政区划代码", primary_key=True, max_length=6)
    name = models.CharField("名称")
    within = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="上级"
    )

    def __str__(self) -> str:
        return self.name
