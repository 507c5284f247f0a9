"""What is on record when money comes back, goes to another account, or is stated to its payee?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Recovery(models.Model):
    """Money of a claim line that came back, as a receipt or the bank says; counts once confirmed.

    Never more than was paid beyond what stands. It goes back to the funds that paid the line, in
    proportion to what each paid.
    """

    line = models.ForeignKey("claims.Line", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    fen = models.BigIntegerField("金额（分）")
    reference = models.CharField("到账凭证号")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("登记时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_receipt_is_counted_once_for_a_line", fields=["line", "reference"]
            ),
            models.CheckConstraint(
                name="recovery_is_a_positive_amount_with_its_receipt",
                condition=Q(fen__gt=0) & ~Q(reference=""),
            ),
            models.CheckConstraint(
                name="recovery_is_made_and_confirmed_by_two",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("made_by"))),
            ),
        ]


class Redirection(models.Model):
    """What was decided before a body's account changed is paid to the new one: said by two."""

    change = models.ForeignKey(
        "institutions.AccountChange", on_delete=models.PROTECT, related_name="+"
    )
    area = models.CharField("地区代码", max_length=6)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("提出时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_change_of_account_redirects_an_area_once", fields=["change", "area"]
            ),
            models.CheckConstraint(
                name="redirection_is_made_and_confirmed_by_two",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("made_by"))),
            ),
        ]


class Statement(models.Model):
    """What a body was paid in a month by an area, entry by entry. Frozen when it is made.

    The database writes content, count, sum and digest from the ledger, once the month is closed.
    """

    payee = models.ForeignKey("institutions.Body", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    content = models.TextField("内容", blank=True)
    count = models.PositiveIntegerField("笔数", default=0)
    fen = models.BigIntegerField("合计（分）", default=0)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("出具时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_body_has_one_statement_of_an_area_and_month",
                fields=["payee", "area", "first_day"],
            ),
        ]
