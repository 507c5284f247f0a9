"""Orders about annual targets, and the share each of them gives to whom.

The rule of the sum. A province's notice carries the table by which its targets are split
(年度目标任务分解表: issued, split, carried out). Each part answers for its share, and the shares
are the whole. So the shares an area gives, with what it keeps back (本级机动) as a share of its
own, add up to its own target for every measure when an order is approved; a guard refuses all
else. When the level above changes the whole later, nothing is stretched: the page shows the
difference until the area splits again.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jineng.stages.targets.states import OrderState, after


class OrderKind(models.TextChoices):
    """What an order about targets does."""

    ISSUE = "issue", "下达"
    SPLIT = "split", "分解"
    ADJUST = "adjust", "调整"


class OrderQuerySet(models.QuerySet["Order"]):
    """Ways of fetching orders."""

    def locked(self, order_id: int) -> "Order":
        """Fetch one order and hold its row until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).get(pk=order_id)


class Order(models.Model):
    """One document that gives, splits or changes targets. It counts once another approved it.

    `origin` is where the proposer speaks, `giver` the area whose shares change ("" for the whole),
    which is the level that approves. `turn` numbers the approved orders of a giver and year.
    """

    origin = models.CharField("提出地区", max_length=6)
    giver = models.CharField("分解地区", max_length=6, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("种类", max_length=6, choices=OrderKind)
    document = models.CharField("依据文件")
    reason = models.CharField("理由", blank=True)
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.PROPOSED)
    turn = models.PositiveIntegerField("次序", null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("审批时间", null=True)
    answer = models.CharField("审批意见", blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_names_its_document_and_a_change_its_reason",
                condition=~Q(document="") & (~Q(kind=OrderKind.ADJUST) | ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="order_is_proposed_and_answered_by_two",
                condition=Q(state=OrderState.PROPOSED, answered_by=None)
                | (~Q(state=OrderState.PROPOSED) & ~Q(answered_by=F("proposed_by"))),
            ),
            models.UniqueConstraint(
                name="approved_orders_of_an_area_are_numbered", fields=["giver", "year", "turn"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}（{self.get_kind_display()}）"

    def move(self, verb: str) -> str:
        """Change the state by one row of the table and return the move for the trail."""
        before, self.state = self.state, after(verb, self.state)
        return f"{before} → {self.state}"


class Share(models.Model):
    """What one area or institution is to reach in a year, as one order says. Only ever added.

    `area` is the receiver's; `body_number` names the institution when it is one. `kept` is what
    the giver keeps back. The four counts are person-times, and each holds the next.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shares")
    area = models.CharField("地区代码", max_length=6)
    body_number = models.CharField("机构编号", blank=True)
    giver = models.CharField("分解地区", max_length=6, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    kept = models.BooleanField("本级机动", default=False)
    trained = models.BigIntegerField("培训人次")
    certified = models.BigIntegerField("取得证书")
    senior = models.BigIntegerField("高级工以上")
    technician = models.BigIntegerField("技师以上")
    fen = models.BigIntegerField("资金（分）")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_order_gives_to_each_once",
                fields=["order", "area", "body_number", "kept"],
            ),
            models.CheckConstraint(
                name="share_counts_nothing_below_zero_and_each_level_within_the_lower",
                condition=Q(trained__gte=0, fen__gte=0, technician__gte=0)
                & Q(senior__gte=F("technician"), certified__gte=F("senior")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年 {self.body_number or self.area}"
