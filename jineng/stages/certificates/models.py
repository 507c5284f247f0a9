"""Certificates issued after a sitting."""

from django.db import models
from django.db.models import Q


class Certificate(models.Model):
    """One certificate: its kind, number and day of issue. A number is given out once."""

    sitting = models.OneToOneField("assessment.Sitting", on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    kind = models.CharField("证书类型")
    number = models.CharField("证书编号", blank=True)
    issued_on = models.DateField("发证日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="certificate_number_is_given_out_once",
                fields=["kind", "number"],
                condition=~Q(number=""),
            ),
        ]
