"""Claims of a class, their lines, what was decided and what was granted before."""

from collections.abc import Iterable
from typing import Protocol

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Now

from jineng.stages.claims.looks import Choice as Choice
from jineng.stages.claims.looks import Opinion as Opinion
from jineng.stages.claims.looks import Ruling as Ruling
from jineng.stages.claims.looks import Withdrawn as Withdrawn
from jineng.stages.claims.states import ClaimState, LineState, claim_after, line_after


class Outcome(models.TextChoices):
    """How a line was decided. `revoked` takes an earlier decision back."""

    GRANTED = "granted", "发放"
    REFUSED = "refused", "不予"
    REFERRED = "referred", "转人工"
    REVOKED = "revoked", "撤销"


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Ways of fetching claims."""

    def locked(self, claim_id: int) -> "Claim":
        """Fetch one claim and hold its row until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).get(pk=claim_id)


class Claim(models.Model):
    """One subsidy claimed for one class: by the institution, or by the assessment body."""

    number = models.CharField("申领编号", unique=True)
    area = models.CharField("地区代码", max_length=6)
    training = models.ForeignKey(
        "classes.TrainingClass", on_delete=models.PROTECT, related_name="+"
    )
    question = models.CharField("问题")
    kind = models.CharField("补贴种类")
    payee = models.ForeignKey("institutions.Body", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=ClaimState, default=ClaimState.SUBMITTED
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField("申领时间")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField("初审时间", null=True)
    as_of = models.DateField("数据截止日")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_class_claims_a_subsidy_once_for_a_payee",
                fields=["training", "question", "payee"],
            ),
            models.CheckConstraint(
                name="claim_past_review_names_its_reviewer",
                condition=Q(state=ClaimState.SUBMITTED) | Q(reviewed_by__isnull=False),
            ),
        ]
        # Lists go on from a claim by these, however many there are.
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="claim_by_moment"),
            models.Index(fields=["state", "-submitted_at", "-id"], name="claim_by_state"),
            models.Index(fields=["area", "state"], name="claim_by_area"),
        ]

    def __str__(self) -> str:
        return self.number

    def move(self, verb: str) -> str:
        """Change the state by one row of the table and return the move for the trail."""
        before, self.state = self.state, claim_after(verb, self.state)
        return f"{before} → {self.state}"


class Line(models.Model):
    """One learner's line of a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    state = models.CharField("状态", max_length=10, choices=LineState, default=LineState.SUBMITTED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_learner_stands_once_in_a_claim", fields=["claim", "enrolment"]
            ),
        ]

    def move(self, verb: str) -> str:
        """Change the state by one row of the table and return the move for the trail."""
        before, self.state = self.state, line_after(verb, self.state)
        return f"{before} → {self.state}"


class Stated(Protocol):
    """A line, as far as its key and its state."""

    @property
    def pk(self) -> int:
        """Its key."""

    @property
    def state(self) -> str:
        """The state it is in now."""


def keep_states(lines: Iterable[Stated]) -> None:
    """Write the states of lines that moved, one statement for each state."""
    moved: dict[str, list[int]] = {}
    for line in lines:
        moved.setdefault(line.state, []).append(line.pk)
    with connection.cursor() as cursor:
        for state, keys in sorted(moved.items()):
            cursor.execute("update claims_line set state = %s where id = any(%s)", [state, keys])


class Decision(models.Model):
    """One answer to one line, with its receipt. Never changed; superseded at most once.

    The database takes the caps' numbered slots and reserves the fund as the row goes in.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="decisions")
    seq = models.PositiveSmallIntegerField("次序", default=1)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    area = models.CharField("地区代码", max_length=6)
    outcome = models.CharField("结论", max_length=10, choices=Outcome)
    fen = models.BigIntegerField("金额（分）")
    rule = models.CharField("规则")
    clause = models.CharField("依据")
    message = models.CharField("说明")
    plan = models.ForeignKey("documents.Plan", on_delete=models.PROTECT, related_name="+")
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, null=True, related_name="+")
    payee = models.ForeignKey("institutions.Body", on_delete=models.PROTECT, related_name="+")
    account_digest = models.BinaryField("收款账户摘要")
    receipt = models.JSONField("办理凭据")
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="decisions_of_a_line_are_numbered", fields=["line", "seq"]
            ),
            models.CheckConstraint(
                name="first_decision_supersedes_nothing_and_others_do",
                condition=Q(seq=1, supersedes=None) | Q(seq__gt=1, supersedes__isnull=False),
            ),
            models.CheckConstraint(
                name="granted_means_a_positive_amount_and_a_fund",
                condition=Q(outcome=Outcome.GRANTED, fen__gt=0, fund__isnull=False)
                | (~Q(outcome=Outcome.GRANTED) & Q(fen=0)),
            ),
            models.CheckConstraint(
                name="decision_is_made_and_checked_by_two", condition=~Q(maker=F("checker"))
            ),
        ]


class Slot(models.Model):
    """One numbered time of a cap, taken by one granted decision. Written by the database only.

    `number` begins after the times that were granted before this system (see Earlier).
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="slots")
    cap = models.ForeignKey("documents.Cap", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("限制")
    key = models.CharField("计数对象")
    number = models.PositiveSmallIntegerField("第几次")
    live = models.BooleanField("有效", default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="each_time_of_a_cap_is_taken_once",
                fields=["person", "name", "key", "number"],
                condition=Q(live=True),
            ),
            models.UniqueConstraint(
                name="a_decision_takes_one_time_of_a_cap", fields=["decision", "cap"]
            ),
        ]


class Earlier(models.Model):
    """A subsidy granted before this system, as the ledger that arrived says."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("补贴种类")
    occupation = models.CharField("职业（工种）")
    level = models.CharField("等级", blank=True)
    paid_on = models.DateField("拨付日期")
    fen = models.BigIntegerField("金额（分）")
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("文件行号")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="earlier_row_is_taken_once_from_a_file", fields=["file", "row"]
            ),
        ]


class Posting(models.Model):
    """Which notice line showed which decision. One for each decision."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="posting")
    notice_line = models.OneToOneField("notices.Line", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)


class Wanted(models.TextChoices):
    """What is asked for about a line that was paid."""

    RECONSIDERED = "reconsidered", "重新核定"
    REVOKED = "revoked", "撤销补贴"


class Reopening(models.Model):
    """One officer asks that a decision already paid be made again or revoked; another does it.

    Its `asked_by` is the maker of the decision that follows. Only ever added.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reopenings")
    area = models.CharField("地区代码", max_length=6)
    wanted = models.CharField("请求", max_length=12, choices=Wanted)
    reason = models.CharField("理由")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_decision_is_opened_again_once_for_each_wish", fields=["decision", "wanted"]
            ),
            models.CheckConstraint(
                name="reopening_names_what_is_wanted_and_why",
                condition=Q(wanted__in=Wanted.values) & ~Q(reason=""),
            ),
        ]


class Finish(models.Model):
    """Every line of a class is decided: what is left of its money set aside is free. Only added."""

    training = models.OneToOneField(
        "classes.TrainingClass", on_delete=models.PROTECT, related_name="+"
    )
    area = models.CharField("地区代码", max_length=6)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")
