"""Institutions that teach and bodies that assess, as they were made public."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Kind(models.TextChoices):
    """What a body was made public for."""

    TRAINING = "training", "培训机构"
    ASSESSMENT = "assessment", "考核评价机构"


class Body(models.Model):
    """An institution or an assessment body, with the file that lists it.

    `scope` is the list of occupations it may teach; `teaches_all` stands for all of them.
    """

    number = models.CharField("机构编号", max_length=20, unique=True)
    kind = models.CharField("种类", max_length=12, choices=Kind)
    name = models.CharField("机构名称", max_length=80)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    area = models.CharField("所在地区代码", max_length=6, blank=True)
    teaches_all = models.BooleanField("可承训全部职业", default=False)
    scope = ArrayField(
        models.CharField(max_length=60), verbose_name="可承训职业（工种）", default=list
    )
    listed_on = models.DateField("向社会公布日期", null=True)
    account_cipher = models.BinaryField("收款账户密文")
    account_digest = models.BinaryField("收款账户摘要")
    account_last4 = models.CharField("收款账户末四位", max_length=4)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("文件行号")

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"
