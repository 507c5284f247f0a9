"""Institutions that teach and bodies that assess, as they were made public."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Kind(models.TextChoices):
    """What a body was made public for."""

    TRAINING = "training", "培训机构"
    ASSESSMENT = "assessment", "考核评价机构"


class Body(models.Model):
    """An institution or an assessment body and the account it is paid to."""

    number = models.CharField("机构编号", unique=True)
    kind = models.CharField("种类", max_length=12, choices=Kind)
    name = models.CharField("机构名称")
    credit_code = models.CharField("统一社会信用代码")
    area = models.CharField("所在地区代码", max_length=6, blank=True)
    account_cipher = models.BinaryField("收款账户密文")
    account_digest = models.BinaryField("收款账户摘要")
    account_last4 = models.CharField("收款账户末四位")
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("文件行号")

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"


class Listing(models.Model):
    """What one list says of a body: since which day it is public and what it may teach.

    Lists are only ever added; the one that arrived last speaks. `listed_on` is empty for a body
    that was never made public; `teaches_all` stands for every occupation.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="listings")
    listed_on = models.DateField("向社会公布日期", null=True)
    teaches_all = models.BooleanField("可承训全部职业", default=False)
    scope = ArrayField(models.CharField(), verbose_name="可承训职业（工种）", default=list)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("文件行号")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_list_says_one_thing_of_a_body", fields=["body", "file"])
        ]
