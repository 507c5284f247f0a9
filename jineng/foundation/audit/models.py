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
        indexes = [models.Index(fields=["table", "row", "id"], name="change_by_row")]
