"""Half-days a learner was really there: checked in and checked out."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models


class HalfDay(models.Model):
    """A half-day with both check-in and check-out. Nobody sits in two classes at once."""

    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    day = models.DateField("日期")
    half = models.CharField("半天")
    during = DateTimeRangeField("在场时间")
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("文件行号")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="half_day_counts_once_for_a_learner", fields=["enrolment", "day", "half"]
            ),
            ExclusionConstraint(
                name="nobody_sits_in_two_classes_at_once",
                expressions=[("person", "="), ("during", "&&")],
            ),
        ]
