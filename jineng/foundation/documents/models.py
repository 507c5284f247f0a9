"""Files that arrived, and rule documents that were put in force."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q


class File(models.Model):
    """The bytes of a paper as it arrived. The same bytes are one file, whatever its name."""

    digest = models.CharField("SHA-256", max_length=64, unique=True)
    name = models.CharField("文件名")
    kind = models.CharField("种类")
    content_cipher = models.BinaryField("内容密文")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField("收到时间")


class Intake(models.Model):
    """One file taken in for one purpose: how many rows went in, how many could not.

    The same bytes are taken in once for a purpose and subject; a second time changes nothing.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField("用途")
    subject = models.CharField("对象", blank=True)
    area = models.CharField("地区代码", max_length=6)
    good = models.PositiveIntegerField("导入行数")
    bad = models.PositiveIntegerField("有误行数")
    tidied = models.PositiveIntegerField("自动整理处数", default=0)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("导入时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_file_is_taken_in_once_for_a_purpose",
                fields=["file", "purpose", "subject", "area"],
            ),
        ]


class RowError(models.Model):
    """What is wrong in one cell, where, and what to do. The value as read is cipher text."""

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="errors")
    area = models.CharField("地区代码", max_length=6)
    sheet = models.CharField("工作表", blank=True)
    row = models.PositiveIntegerField("行号")
    column = models.CharField("列")
    value_cipher = models.BinaryField("原值密文")
    code = models.CharField("错误")
    says = models.CharField("问题")
    mend = models.CharField("怎么改")
    first = models.BooleanField("本行首要错误", default=True)


class Pack(models.Model):
    """A rule document in force: its fingerprint, its days, who drafted and who put it in force."""

    pack_id = models.CharField("规则包编号")
    fingerprint = models.CharField("指纹", max_length=64, unique=True)
    number = models.CharField("文号")
    name = models.CharField("名称")
    region = models.CharField("适用地区代码", max_length=6)
    first_day = models.DateField("适用起")
    last_day = models.DateField("适用止")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    activated_at = models.DateTimeField("生效办理时间")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pack_is_activated_by_a_second_officer",
                condition=~Q(drafted_by=F("activated_by")),
            ),
            models.CheckConstraint(
                name="pack_ends_on_or_after_its_first_day",
                condition=Q(last_day__gte=F("first_day")),
            ),
        ]


class Plan(models.Model):
    """What answers one question in one area on some days: a pack, or a pack and its supplements.

    No two plans answer the same question for one area on one day.
    """

    fingerprint = models.CharField("组合指纹", max_length=64)
    question = models.CharField("问题")
    kind = models.CharField("补贴种类", blank=True)
    area = models.CharField("地区代码", max_length=6)
    in_force = DateRangeField("适用日期")
    packs = models.ManyToManyField(Pack, related_name="+", verbose_name="规则包")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_in = models.BigIntegerField("登记事务号", null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_plan_answers_a_question_for_an_area_on_a_day",
                expressions=[("question", "="), ("area", "="), ("in_force", "&&")],
            ),
            models.CheckConstraint(
                name="plan_is_activated_by_a_second_officer",
                condition=~Q(drafted_by=F("activated_by")),
            ),
        ]


class Cap(models.Model):
    """A limit of times that a plan sets: at most `most` for one person and one key.

    `keys` says what is counted apart: nothing (a lifetime), occupation, level, year.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="caps")
    name = models.CharField("名称")
    most = models.PositiveSmallIntegerField("最多次数")
    keys = ArrayField(models.CharField(), verbose_name="分别计数", default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="cap_stands_once_in_a_plan", fields=["plan", "name"]),
        ]


class Limit(models.Model):
    """A figure of internal control that the database keeps to, with the source it comes from.

    From a sum on (`above_fen`, in fen) another number may hold. Written by the owner only.
    """

    name = models.CharField("名称")
    above_fen = models.BigIntegerField("金额达到（分）", default=0)
    number = models.PositiveSmallIntegerField("数")
    source = models.CharField("依据")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_limit_is_said_once_for_a_sum", fields=["name", "above_fen"]
            ),
            models.CheckConstraint(
                name="a_limit_is_a_number_with_its_source",
                condition=Q(number__gt=0, above_fen__gte=0) & ~Q(source=""),
            ),
        ]


class TakenBack(models.TextChoices):
    """How a grant is taken back, in the words of a pack."""

    OBJECTION = "异议成立", "异议成立"
    REVOKED = "撤销补贴", "撤销补贴"


class Reversal(models.Model):
    """One way of taking a grant back that gives its times back, as the documents of a plan say.

    What is not listed leaves the times used.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reversals")
    name = models.CharField("怎样撤回")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reversal_stands_once_in_a_plan", fields=["plan", "name"]),
            models.CheckConstraint(
                name="reversal_is_one_that_there_is", condition=Q(name__in=TakenBack.values)
            ),
        ]
