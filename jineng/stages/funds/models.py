"""Funds, what was given to them, and the entries that move their accounts, in whole fen."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Account(models.TextChoices):
    """Where the money of a fund stands. Every entry moves it from one of these to another."""

    OUTSIDE = "outside", "外部"
    FREE = "free", "可用"
    HELD = "held", "开班占用"
    OWED = "owed", "核定待付"
    SENT = "sent", "在途"
    PAID = "paid", "已支出"


class Movement(models.TextChoices):
    """What an entry does to the accounts of its fund."""

    APPROPRIATE = "appropriate", "下达"
    MOVE_OUT = "move_out", "调出"
    MOVE_IN = "move_in", "调入"
    HOLD = "hold", "开班占用"
    UNHOLD = "unhold", "解除占用"
    RESERVE = "reserve", "核定待付"
    RELEASE = "release", "撤销核定"
    SEND = "send", "制单"
    RETURN = "return", "未付退回"
    PAY = "pay", "支出"
    RECOVER = "recover", "追回"
    OVERPAY = "overpay", "银行多付"
    BOUNCE = "bounce", "付后退回"


# Each movement is one double entry: what leaves the first account arrives in the second.
ACCOUNTS: dict[Movement, tuple[Account, Account]] = {
    Movement.APPROPRIATE: (Account.OUTSIDE, Account.FREE),
    Movement.MOVE_OUT: (Account.FREE, Account.OUTSIDE),
    Movement.MOVE_IN: (Account.OUTSIDE, Account.FREE),
    Movement.HOLD: (Account.FREE, Account.HELD),
    Movement.UNHOLD: (Account.HELD, Account.FREE),
    Movement.RESERVE: (Account.FREE, Account.OWED),
    Movement.RELEASE: (Account.OWED, Account.FREE),
    Movement.SEND: (Account.OWED, Account.SENT),
    Movement.RETURN: (Account.SENT, Account.OWED),
    Movement.PAY: (Account.SENT, Account.PAID),
    Movement.RECOVER: (Account.PAID, Account.FREE),
    Movement.OVERPAY: (Account.FREE, Account.PAID),
    Movement.BOUNCE: (Account.PAID, Account.OWED),
}


class Fund(models.Model):
    """A fund of an area in a year. Accounts move only by entries; none falls below zero."""

    area = models.CharField("地区代码", max_length=6)
    name = models.CharField("资金渠道")
    year = models.PositiveSmallIntegerField("年度")
    appropriated_fen = models.BigIntegerField("已下达（分）", default=0)
    held_fen = models.BigIntegerField("开班占用（分）", default=0)
    owed_fen = models.BigIntegerField("核定待付（分）", default=0)
    sent_fen = models.BigIntegerField("在途（分）", default=0)
    paid_fen = models.BigIntegerField("已支出（分）", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_fund_of_a_name_for_area_and_year", fields=["area", "name", "year"]
            ),
            models.CheckConstraint(
                name="what_is_taken_stays_within_what_was_appropriated",
                condition=Q(
                    appropriated_fen__gte=F("held_fen")
                    + F("owed_fen")
                    + F("sent_fen")
                    + F("paid_fen")
                ),
            ),
            models.CheckConstraint(
                name="no_account_of_a_fund_is_negative",
                condition=Q(
                    appropriated_fen__gte=0,
                    held_fen__gte=0,
                    owed_fen__gte=0,
                    sent_fen__gte=0,
                    paid_fen__gte=0,
                ),
            ),
        ]

    @property
    def reserved_fen(self) -> int:
        """What is bound to classes, grants and payments under way, in fen."""
        return self.held_fen + self.owed_fen + self.sent_fen

    @property
    def free_fen(self) -> int:
        """What may still be bound, in fen."""
        return self.appropriated_fen - self.reserved_fen - self.paid_fen

    def __str__(self) -> str:
        return f"{self.year} 年{self.name}"


class Appropriation(models.Model):
    """Money given to a fund on a document, or moved from another. Counts once two confirmed it."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="appropriations")
    area = models.CharField("地区代码", max_length=6)
    source = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, related_name="+")
    fen = models.BigIntegerField("金额（分）")
    document = models.CharField("依据文件")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("提出时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="appropriation_is_a_positive_amount", condition=Q(fen__gt=0)
            ),
            models.UniqueConstraint(
                name="a_document_gives_to_a_fund_once", fields=["fund", "document"]
            ),
            models.CheckConstraint(
                name="money_moves_between_two_funds", condition=~Q(source=F("fund"))
            ),
            models.CheckConstraint(
                name="appropriation_is_proposed_and_confirmed_by_two",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}：{self.fund}"


class Hold(models.Model):
    """What one learner of an open class may cost at most, set aside while it is not decided.

    `used_fen` is what grants took of it and what was given free. Written by the database only.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="holds")
    area = models.CharField("地区代码", max_length=6)
    subject = models.CharField("对象", unique=True)
    training_number = models.CharField("班期编号")
    fen = models.BigIntegerField("占用（分）")
    used_fen = models.BigIntegerField("已用或已解除（分）", default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_of_a_hold_is_used_than_was_held",
                condition=Q(fen__gt=0, used_fen__gte=0, used_fen__lte=F("fen")),
            ),
        ]
        indexes = [models.Index(fields=["training_number"], name="hold_by_class")]


def _pairs() -> Q:
    pairs = Q()
    for movement, (source, target) in ACCOUNTS.items():
        pairs |= Q(movement=movement, source=source, target=target)
    return pairs


class Entry(models.Model):
    """One movement of a fund, for one reason (`claims.Decision:5`). Only ever added.

    `source` loses what `target` gains: an entry balances as it stands.
    """

    # That the fund is there, `entry_lies_in_the_area_of_its_fund` keeps: one key is enough.
    fund = models.ForeignKey(
        Fund,
        on_delete=models.PROTECT,
        related_name="entries",
        db_constraint=False,
        db_index=False,
    )
    area = models.CharField("地区代码", max_length=6)
    movement = models.CharField("方向", max_length=12, choices=Movement)
    source = models.CharField("转出账户", max_length=8, choices=Account)
    target = models.CharField("转入账户", max_length=8, choices=Account)
    fen = models.BigIntegerField("金额（分）")
    subject = models.CharField("对象")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField("办理时间")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(name="entry_moves_a_positive_amount", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="entry_moves_between_the_accounts_of_its_movement", condition=_pairs()
            ),
            models.UniqueConstraint(
                name="one_movement_of_a_kind_for_a_subject",
                fields=["fund", "movement", "subject"],
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="entry_by_subject")]


class Period(models.Model):
    """A month of a fund, closed by one and checked by another with nothing left unexplained.

    Once it is checked nothing is entered in it.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="periods")
    area = models.CharField("地区代码", max_length=6)
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField("结账时间")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField("复核时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_month_of_a_fund_is_closed_once", fields=["fund", "first_day"]
            ),
            models.CheckConstraint(
                name="a_month_is_closed_and_checked_by_two",
                condition=Q(checked_by=None, checked_at=None)
                | (Q(checked_at__isnull=False) & ~Q(checked_by=F("closed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.first_day:%Y 年 %-m 月}"
