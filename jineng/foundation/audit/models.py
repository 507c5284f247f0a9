"""The trail: one entry per act, one change per row that any route touched."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """Who did which verb to what, when, and on which clause. Only ever added."""

    verb = models.CharField("事项")
    subject = models.CharField("对象", db_index=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
    moved = models.CharField("状态变化", blank=True)
    because = models.JSONField("依据", default=list)


class Change(models.Model):
    """A row that was written by any route, as digests. Written by triggers, never by the app."""

    table = models.CharField("表")
    row = models.CharField("行", max_length=64)
    operation = models.CharField("操作", max_length=6)
    before = models.BinaryField("变更前摘要", null=True)
    after = models.BinaryField("变更后摘要", null=True)
    officer = models.BigIntegerField("经办人", null=True)
    verb = models.CharField("事项", blank=True)
    role = models.CharField("数据库角色", max_length=63)
    transaction = models.BigIntegerField("事务号")
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        indexes = [
            models.Index(fields=["table", "row", "id"], name="change_by_row"),
            models.Index(fields=["transaction", "id"], name="change_by_transaction"),
        ]


class Block(models.Model):
    """A sealed part of the trail: every row whose transaction lies from `begins` to `horizon`.

    `digest` is over the leaves of its rows, `head` over the block before and this one. Made by the
    database, with numbers that follow one another; only ever added.
    """

    number = models.BigIntegerField("块号", primary_key=True)
    begins = models.BigIntegerField("起始事务号")
    horizon = models.BigIntegerField("截止事务号")
    ahead = models.BigIntegerField("封存时尚未发生的事务号")
    count = models.BigIntegerField("行数")
    first = models.BigIntegerField("首行")
    last = models.BigIntegerField("末行")
    leaves = models.BinaryField("逐行摘要")
    digest = models.BinaryField("摘要")
    chains = models.TextField("各资金链末端")
    before = models.BinaryField("上一链头")
    head = models.BinaryField("链头")
    sealed_at = models.DateTimeField("封存时间")


class Signature(models.Model):
    """A signature over the head of a block, with its algorithm and the number of its key."""

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="signatures")
    algorithm = models.CharField("算法")
    key = models.CharField("密钥编号")
    signature = models.BinaryField("签名")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())


class Link(models.Model):
    """One link of a fund's own chain: a decision, a payment file or a line of the bank."""

    fund = models.BigIntegerField("资金渠道")
    number = models.BigIntegerField("序号")
    table = models.CharField("表")
    row = models.CharField("行", max_length=64)
    digest = models.BinaryField("行摘要")
    chain = models.BinaryField("链摘要")
    transaction = models.BigIntegerField("事务号")
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="links_of_a_fund_are_numbered", fields=["fund", "number"]),
            models.UniqueConstraint(name="a_row_stands_once_in_its_chain", fields=["table", "row"]),
        ]


class Chain(models.Model):
    """Where the chain of a fund ends. Moved only by the links that are added."""

    fund = models.BigIntegerField("资金渠道", primary_key=True)
    number = models.BigIntegerField("末环序号")
    chain = models.BinaryField("末环摘要")


class Past(models.Model):
    """What an update changed in a row, as it was before: so a row can be read as of a past moment.

    Each is proved by the trail: undone, the row has the digest the trail kept. Written by triggers.
    """

    table = models.CharField("表")
    row = models.CharField("行", max_length=64)
    place = models.CharField("地区代码", max_length=6, blank=True)
    was = models.JSONField("变更前")
    transaction = models.BigIntegerField("事务号")

    class Meta:
        indexes = [models.Index(fields=["table", "transaction"], name="past_by_table")]
