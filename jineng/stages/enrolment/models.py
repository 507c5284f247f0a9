"""Rosters as they were handed in, the learners they name, and the rows in error."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Upload(models.Model):
    """One roster file handed in for one class."""

    training = models.ForeignKey(
        "classes.TrainingClass", on_delete=models.PROTECT, related_name="+"
    )
    area = models.CharField("地区代码", max_length=6)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("上传时间")
    good = models.PositiveIntegerField("导入行数")
    bad = models.PositiveIntegerField("有误行数")
    tidied = models.PositiveIntegerField("自动整理处数")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="roster_file_is_taken_once_for_a_class", fields=["training", "file"]
            ),
        ]


class RowError(models.Model):
    """What is wrong in one cell of an upload, where, and what to do. The value is cipher text."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="errors")
    area = models.CharField("地区代码", max_length=6)
    sheet = models.CharField("工作表", max_length=40)
    row = models.PositiveIntegerField("行号")
    column = models.CharField("列", max_length=40)
    value_cipher = models.BinaryField("原值密文")
    code = models.CharField("错误", max_length=40)
    says = models.CharField("问题", max_length=200)
    mend = models.CharField("怎么改", max_length=200)
    first = models.BooleanField("本行首要错误")


class Enrolment(models.Model):
    """One learner in one class, as the roster names the learner."""

    training = models.ForeignKey(
        "classes.TrainingClass", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    name = models.CharField("姓名", max_length=60)
    category = models.CharField("人员类别", max_length=40)
    gender = models.CharField("性别", max_length=4, blank=True)
    birth_year = models.PositiveSmallIntegerField("出生年")
    shown_identity = models.CharField("脱敏身份证号", max_length=20)
    phone_cipher = models.BinaryField("手机号密文", null=True)
    card_cipher = models.BinaryField("银行卡号密文", null=True)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("行号")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_is_enrolled_once_in_a_class", fields=["training", "person"]
            ),
            models.CheckConstraint(
                name="enrolment_shows_a_masked_number_only",
                condition=Q(shown_identity__contains="*"),
            ),
        ]
