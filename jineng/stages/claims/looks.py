"""What do officers say of a line themselves: an opinion, a ruling, a step taken back?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Choice(models.TextChoices):
    """What an officer who looked at a line thinks should become of it."""

    GRANTED = "granted", "给予补贴"
    REFUSED = "refused", "不予补贴"
    REFERRED = "referred", "转人工核定"
    ASK = "ask", "请机构说明"


class Opinion(models.Model):
    """What one officer thought of one line, beside what the rules answered then. Only ever added.

    `shown` is false where the rules' answer was kept from the officer until the opinion was given,
    so that agreement can be measured where nothing was suggested.
    """

    line = models.ForeignKey("claims.Line", on_delete=models.PROTECT, related_name="opinions")
    area = models.CharField("地区代码", max_length=6)
    choice = models.CharField("判断", max_length=10, choices=Choice)
    reason = models.CharField("理由", blank=True)
    suggested = models.CharField("系统结论", max_length=10)
    shown = models.BooleanField("已显示系统结论")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opinion_other_than_the_rules_says_why",
                condition=Q(choice=F("suggested")) | ~Q(reason=""),
            ),
        ]


class Ruling(models.Model):
    """One officer proposes what becomes of a line the rules are silent on; another confirms it.

    Its `proposed_by` is the maker of the decision that follows. Of several the last one counts.
    """

    decision = models.ForeignKey("claims.Decision", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    outcome = models.CharField("结论", max_length=10)
    fen = models.BigIntegerField("金额（分）")
    reason = models.CharField("理由")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ruling_grants_a_sum_or_refuses_and_says_why",
                condition=~Q(reason="")
                & (Q(outcome="granted", fen__gt=0) | Q(outcome="refused", fen=0)),
            ),
        ]


class Withdrawn(models.Model):
    """A step its own officer took back in time: a review (no decision), or one decision.

    The database sets when and in which transaction, and lets in what is still in time only.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(
        "claims.Decision", on_delete=models.PROTECT, null=True, related_name="withdrawn"
    )
    area = models.CharField("地区代码", max_length=6)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
    made_in = models.BigIntegerField("登记事务号", null=True)
