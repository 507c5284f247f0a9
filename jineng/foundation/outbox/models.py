"""What must leave this system, and did it?"""

from django.db import models


class Message(models.Model):
    """Something to hand over, written in the transaction that decided it. One per key, for ever."""

    key = models.CharField("幂等键", unique=True)
    channel = models.CharField("渠道")
    name = models.CharField("文件名")
    content_cipher = models.BinaryField("内容密文")
    written_at = models.DateTimeField("写入时间")
    delivered_at = models.DateTimeField("送达时间", null=True)
