"""Packs proposed to come into force, what two people made of it, and plans that were only tried."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Proposal(models.Model):
    """One officer proposes that a pack answers a question in an area from a day on.

    `changes` lists the decisions of `year` that would come out otherwise, as they were replayed.
    """

    area = models.CharField("地区代码", max_length=6)
    question = models.CharField("问题")
    pack_id = models.CharField("规则包编号")
    fingerprint = models.CharField("组合指纹", max_length=64)
    first_day = models.DateField("生效日")
    because = models.CharField("追溯原因", blank=True)
    year = models.PositiveSmallIntegerField("试算年度")
    lines = models.PositiveIntegerField("试算件数")
    changed = models.PositiveIntegerField("变化件数")
    fen_change = models.BigIntegerField("差额（分）")
    changes = models.JSONField("变化的清单", default=list)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("提出时间")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_claims_change_than_were_tried", condition=Q(changed__lte=F("lines"))
            ),
        ]


class Activation(models.Model):
    """Another officer confirmed a proposal; `plan` is what is in force by it."""

    area = models.CharField("地区代码", max_length=6)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="activation")
    plan = models.OneToOneField("documents.Plan", on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("确认时间")


class Trial(models.Model):
    """A plan that was only tried, under its name: the figures, and the sums on that day.

    `asked` opens the same trial again. It touches nothing that is under way.
    """

    area = models.CharField("地区代码", max_length=6)
    name = models.CharField("方案名称", max_length=60)
    pack_id = models.CharField("规则包编号")
    fingerprint = models.CharField("指纹", max_length=64)
    question = models.CharField("问题")
    year = models.PositiveSmallIntegerField("试算年度")
    figures = models.JSONField("改了的数", default=list)
    asked = models.TextField("试算参数")
    lines = models.PositiveIntegerField("试算件数")
    changed = models.PositiveIntegerField("变化件数")
    fen_before = models.BigIntegerField("现行金额（分）")
    fen_after = models.BigIntegerField("方案金额（分）")
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("保存时间")

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_tried_plan_has_a_name", condition=~Q(name="")),
        ]

    @property
    def change(self) -> int:
        """By how many fen the plan differs from what was decided."""
        return self.fen_after - self.fen_before
