"""A draw that was announced with the digest of its seed, and what was drawn when it was told."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Announcement(models.Model):
    """So many lines of a batch will be drawn by a seed of this digest. Public, of no person."""

    batch = models.ForeignKey("payments.Batch", on_delete=models.PROTECT, related_name="+")
    number = models.CharField("批次编号")
    size = models.PositiveIntegerField("抽取笔数")
    digest = models.CharField("种子的 SHA-256", max_length=64, unique=True)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("公布时间")
    made_in = models.BigIntegerField("登记事务号", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_draw_takes_at_least_one_line", condition=Q(size__gt=0)),
        ]


class Draw(models.Model):
    """The seed, told, and the positions in the batch that it draws."""

    announcement = models.OneToOneField(Announcement, on_delete=models.PROTECT, related_name="draw")
    seed = models.CharField("种子")
    positions = ArrayField(models.PositiveIntegerField(), verbose_name="抽中的序号")
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("抽取时间")
