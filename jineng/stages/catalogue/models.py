"""The dated catalogue: occupations and levels with their lessons and standards."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q


class Edition(models.Model):
    """One edition of the catalogue of a place, as the file that arrived says."""

    title = models.CharField("名称")
    area = models.CharField("适用地区代码", max_length=6)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_file_is_one_edition_of_an_area", fields=["area", "file"]
            ),
        ]


class Standard(models.Model):
    """One occupation at one level: lessons, and the standards in fen for one person."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="standards")
    row = models.PositiveIntegerField("文件行号")
    area = models.CharField("适用地区代码", max_length=6)
    occupation = models.CharField("职业（工种）")
    code = models.CharField("职业编码", blank=True)
    level = models.CharField("等级", blank=True)
    lessons = models.PositiveIntegerField("课时")
    training_fen = models.BigIntegerField("培训补贴标准（分/人）")
    assessment_fen = models.BigIntegerField("评价补贴标准（分/人）", null=True)
    new_occupation = models.BooleanField("部颁新职业")
    certificate_kind = models.CharField("证书类型")
    in_force = DateRangeField("执行日期")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_standard_for_an_occupation_and_level_on_a_day",
                expressions=[
                    ("area", "="),
                    ("occupation", "="),
                    ("level", "="),
                    ("in_force", "&&"),
                ],
            ),
            models.CheckConstraint(
                name="standard_is_a_positive_number_of_fen",
                condition=Q(training_fen__gt=0)
                & (Q(assessment_fen=None) | Q(assessment_fen__gt=0)),
            ),
        ]
