"""Payment lines, batches, attempts, files to the bank, and what the bank answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from jineng.stages.payments.corrections import Recovery as Recovery
from jineng.stages.payments.corrections import Redirection as Redirection
from jineng.stages.payments.corrections import Statement as Statement
from jineng.stages.payments.layouts import PLAIN
from jineng.stages.payments.states import (
    MAY_HAVE_MOVED_MONEY,
    AttemptState,
    BatchState,
    attempt_after,
    batch_after,
)


class BatchQuerySet(models.QuerySet["Batch"]):
    """Ways of fetching batches."""

    def locked(self, number: str) -> "Batch":
        """Fetch one batch and hold its row until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).get(number=number)


class Batch(models.Model):
    """One order to the bank: one fund, one payee. The key makes asking twice the same as once."""

    number = models.CharField("批次编号", unique=True)
    key = models.CharField("幂等键", unique=True)
    area = models.CharField("地区代码", max_length=6)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey("institutions.Body", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField("笔数")
    fen = models.BigIntegerField("合计（分）")
    layout = models.CharField("代发行格式", default=PLAIN, db_default=PLAIN)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.MADE)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("制单时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True)
    made_in = models.BigIntegerField("制单事务号", null=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="batch_holds_lines_and_a_positive_sum", condition=Q(count__gt=0, fen__gt=0)
            ),
            models.CheckConstraint(
                name="batch_is_made_and_confirmed_by_two",
                condition=Q(confirmed_by=None) | ~Q(made_by=F("confirmed_by")),
            ),
            models.CheckConstraint(
                name="batch_past_making_names_who_confirmed_it",
                condition=Q(state__in=[BatchState.MADE, BatchState.VOIDED])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def move(self, verb: str) -> str:
        """Change the state by one row of the table and return the move for the trail."""
        before, self.state = self.state, batch_after(verb, self.state)
        return f"{before} → {self.state}"


class Line(models.Model):
    """What is owed for one decision, to the account that stood when it was decided.

    One that `follows` another of its decision owes what is still due after it: the bank paid less,
    or sent back what a longer row of lines had paid.
    """

    decision = models.ForeignKey("claims.Decision", on_delete=models.PROTECT, related_name="+")
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )
    area = models.CharField("地区代码", max_length=6)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey("institutions.Body", on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField("金额（分）")
    account_digest = models.BinaryField("收款账户摘要")
    ordered_on = models.DateField("制单日")
    ordered_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payment_line_is_a_positive_amount", condition=Q(fen__gt=0)
            ),
            models.UniqueConstraint(
                name="a_grant_is_ordered_once_and_what_is_still_due_follows",
                fields=["decision"],
                condition=Q(follows=None),
            ),
        ]


class Answer(models.Model):
    """A file the bank sent: the answer to a batch, or its statement of debits."""

    file = models.OneToOneField("documents.File", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="answers")
    is_statement = models.BooleanField("对账单")
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")


class BankLine(models.Model):
    """One line of a bank's file as it was read. Only ever added."""

    # That the answer is there, `bank_line_lies_in_the_area_of_its_answer` keeps.
    answer = models.ForeignKey(
        Answer,
        on_delete=models.PROTECT,
        related_name="lines",
        db_constraint=False,
        db_index=False,
    )
    area = models.CharField("地区代码", max_length=6)
    row = models.PositiveIntegerField("文件行号")
    position = models.PositiveIntegerField("序号")
    paid = models.BooleanField("已付")
    came_back = models.BooleanField("付后退回", default=False, db_default=False)
    fen = models.BigIntegerField("金额（分）")
    reference = models.CharField("银行流水号", blank=True)
    remark = models.CharField("银行说明", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_position_stands_once_in_a_bank_file", fields=["answer", "position"]
            ),
        ]
        indexes = [
            models.Index(name="paid_by_reference", fields=["reference"], condition=Q(paid=True))
        ]


class Attempt(models.Model):
    """One attempt to pay one line. At most one of a line's attempts may have moved money.

    `evidence` is the bank's word that it paid or did not, `bounce` that what it paid came back;
    what it paid is the sum of the evidence. `resolved_by` owns an unknown outcome.
    """

    # Constraints index line and batch; nobody looks for the attempts of an officer.
    line = models.ForeignKey(
        Line, on_delete=models.PROTECT, related_name="attempts", db_index=False
    )
    number = models.PositiveSmallIntegerField("第几次")
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="attempts", db_index=False
    )
    position = models.PositiveIntegerField("批内序号")
    area = models.CharField("地区代码", max_length=6)
    state = models.CharField(
        "状态", max_length=10, choices=AttemptState, default=AttemptState.PREPARED
    )
    evidence = models.ForeignKey(
        BankLine, on_delete=models.PROTECT, null=True, related_name="attempts"
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    unknown_since = models.DateTimeField("不明起", null=True)
    owned_at = models.DateTimeField("认领时间", null=True)
    bounce = models.ForeignKey(BankLine, on_delete=models.PROTECT, null=True, related_name="+")
    bounced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attempts_of_a_line_are_numbered", fields=["line", "number"]
            ),
            models.UniqueConstraint(
                name="a_position_stands_once_in_a_batch", fields=["batch", "position"]
            ),
            models.UniqueConstraint(
                name="one_attempt_of_a_line_may_have_moved_money",
                fields=["line"],
                condition=Q(state__in=MAY_HAVE_MOVED_MONEY),
            ),
            models.CheckConstraint(
                name="answered_attempt_names_its_bank_line",
                condition=~Q(state__in=[AttemptState.PAID, AttemptState.REJECTED])
                | Q(evidence__isnull=False),
            ),
            models.CheckConstraint(
                name="bounced_attempt_names_its_bank_line_and_officer",
                condition=Q(state=AttemptState.BOUNCED, bounce__isnull=False)
                & Q(evidence__isnull=False, bounced_by__isnull=False)
                | ~Q(state=AttemptState.BOUNCED) & Q(bounce=None, bounced_by=None),
            ),
            models.CheckConstraint(
                name="unknown_is_resolved_by_two_people",
                condition=Q(resolved_by=None) | ~Q(resolved_by=F("confirmed_by")),
            ),
        ]

    def move(self, verb: str) -> str:
        """Change the state by one row of the table and return the move for the trail."""
        before, self.state = self.state, attempt_after(verb, self.state)
        return f"{before} → {self.state}"


class PaymentFile(models.Model):
    """The one file of a batch: a pure function of it, with count, sum and SM3 digest."""

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="file")
    area = models.CharField("地区代码", max_length=6)
    name = models.CharField("文件名")
    content_cipher = models.BinaryField("内容密文")
    count = models.PositiveIntegerField("笔数")
    fen = models.BigIntegerField("合计（分）")
    digest = models.CharField("SM3", max_length=64)


class Signature(models.Model):
    """One more officer signs a confirmed batch by typing its total. Large ones need several."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="signatures")
    area = models.CharField("地区代码", max_length=6)
    number = models.PositiveSmallIntegerField("第几签")
    fen = models.BigIntegerField("合计（分）")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("签字时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="signatures_of_a_batch_are_numbered", fields=["batch", "number"]
            ),
        ]
