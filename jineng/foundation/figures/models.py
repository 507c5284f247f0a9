"""Figures that were taken, and the queries they were counted by. Only ever added."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Query(models.Model):
    """The text of a query by which figures were taken, known by its SHA-256.

    Kept so that a figure can be counted again after the program has another query for it.
    """

    digest = models.CharField("SHA-256", max_length=64, primary_key=True)
    name = models.CharField("名称")
    text = models.TextField("查询")


class Figure(models.Model):
    """A figure as it was taken: its value, how many rows and their digest, and as of what.

    `as_of` is the snapshot of the trail (`xmin:xmax:xip`): rows of transactions it does not see do
    not count. `head` is the last sealed block that it sees whole.
    """

    name = models.CharField("名称")
    query = models.ForeignKey(Query, on_delete=models.PROTECT, related_name="+")
    areas = ArrayField(models.CharField(max_length=6), verbose_name="地区代码")
    parameters = models.JSONField("条件", default=dict)
    value = models.BigIntegerField("数值")
    count = models.BigIntegerField("行数")
    digest = models.CharField("各行摘要", max_length=64)
    as_of = models.TextField("截至")
    head = models.BigIntegerField("截至链头", null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("取数时间")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="figure_is_of_at_least_one_area", condition=Q(areas__len__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="figure_by_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
