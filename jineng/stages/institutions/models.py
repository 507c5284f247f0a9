"""Institutions that teach and bodies that assess, as they were made public."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jineng.stages.institutions.states import OPEN, ChangeState, change_after


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


class AccountChange(models.Model):
    """A body asks to be paid to another account: confirmed over the old channel, by two, and later.

    What it had before is kept with it, so that every account a body ever had is known. The database
    says from which day it may be put in force, and changes the body then.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="account_changes")
    account_cipher = models.BinaryField("新账户密文")
    account_digest = models.BinaryField("新账户摘要")
    account_last4 = models.CharField("新账户末四位")
    old_cipher = models.BinaryField("原账户密文", null=True)
    old_digest = models.BinaryField("原账户摘要", null=True)
    old_last4 = models.CharField("原账户末四位", blank=True)
    reason = models.CharField("理由")
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("申请时间")
    channel = models.CharField("原渠道", blank=True)
    channel_said = models.CharField("原渠道答复", blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("核实时间", null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField("复核时间", null=True)
    in_force_on = models.DateField("可启用日", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_change_of_account_is_open_for_a_body",
                fields=["body"],
                condition=Q(state__in=OPEN),
            ),
            models.CheckConstraint(
                name="change_past_asking_names_the_old_channel_and_who_asked_it",
                condition=Q(state__in=[ChangeState.ASKED, ChangeState.STOPPED])
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False))
                & ~Q(channel="")
                & ~Q(channel_said=""),
            ),
            models.CheckConstraint(
                name="change_past_checking_names_its_checker_and_its_day",
                condition=Q(
                    state__in=[ChangeState.ASKED, ChangeState.CONFIRMED, ChangeState.STOPPED]
                )
                | Q(checked_by__isnull=False, checked_at__isnull=False, in_force_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.name} 尾号 {self.old_last4} 变更为 {self.account_last4}"

    def move(self, verb: str) -> str:
        """Change the state by one row of the table and return the move for the trail."""
        before, self.state = self.state, change_after(verb, self.state)
        return f"{before} → {self.state}"
