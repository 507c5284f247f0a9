"""What must not go on for now, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Hold(models.Model):
    """A stop on one record (`claims.Line:17`). Money does not move past a live hold."""

    subject = models.CharField("对象")
    reason = models.CharField("原因")
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    placed_at = models.DateTimeField("暂停时间")
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField("恢复时间", null=True)
    lifted_because = models.CharField("恢复原因", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lifted_hold_says_why_and_by_whom",
                condition=Q(lifted_at=None) | (Q(lifted_by__isnull=False) & ~Q(lifted_because="")),
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="live_hold", condition=Q(lifted_at=None)),
        ]
