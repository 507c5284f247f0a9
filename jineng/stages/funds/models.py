"""Funds and the entries that move their balances. Amounts are whole fen."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Movement(models.TextChoices):
    """What an entry does to the balances of its fund."""

    APPROPRIATE = "appropriate", "下达"
    RESERVE = "reserve", "占用"
    RELEASE = "release", "释放"
    PAY = "pay", "支出"


class Fund(models.Model):
    """A fund of an area in a year. Balances move only by entries; none falls below zero."""

    area = models.CharField("地区代码", max_length=6)
    name = models.CharField("资金渠道")
    year = models.PositiveSmallIntegerField("年度")
    appropriated_fen = models.BigIntegerField("已下达（分）", default=0)
    reserved_fen = models.BigIntegerField("已占用（分）", default=0)
    paid_fen = models.BigIntegerField("已支出（分）", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_fund_of_a_name_for_area_and_year", fields=["area", "name", "year"]
            ),
            models.CheckConstraint(
                name="reserved_and_paid_stay_within_appropriated",
                condition=Q(appropriated_fen__gte=F("reserved_fen") + F("paid_fen")),
            ),
            models.CheckConstraint(
                name="no_balance_of_a_fund_is_negative",
                condition=Q(appropriated_fen__gte=0, reserved_fen__gte=0, paid_fen__gte=0),
            ),
        ]

    @property
    def free_fen(self) -> int:
        """What may still be reserved, in fen."""
        return self.appropriated_fen - self.reserved_fen - self.paid_fen

    def __str__(self) -> str:
        return f"{self.year} 年{self.name}"


class Entry(models.Model):
    """One movement of a fund, for one reason (`claims.Claim:5`). Only ever added."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="entries")
    area = models.CharField("地区代码", max_length=6)
    movement = models.CharField("方向", max_length=12, choices=Movement)
    fen = models.BigIntegerField("金额（分）")
    subject = models.CharField("对象")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="entry_moves_a_positive_amount", condition=Q(fen__gt=0)),
            models.UniqueConstraint(
                name="one_movement_of_a_kind_for_a_subject",
                fields=["fund", "movement", "subject"],
            ),
        ]
