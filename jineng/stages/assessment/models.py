"""Sittings of an assessment and their results."""

from django.db import models


class Sitting(models.Model):
    """One learner's sitting as the assessment body reported it."""

    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    assessor = models.ForeignKey(
        "institutions.Body", on_delete=models.PROTECT, null=True, related_name="+"
    )
    assessor_number = models.CharField("评价机构编号", blank=True)
    assessed_on = models.DateField("评价日期")
    theory = models.CharField("理论成绩", blank=True)
    practice = models.CharField("实操成绩", blank=True)
    passed = models.BooleanField("合格")
    first_sitting = models.BooleanField("初次评价")
    agreement_signed = models.BooleanField("签订免费评价协议")
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("文件行号")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="result_row_is_taken_once_from_a_file", fields=["file", "row"]
            ),
        ]
