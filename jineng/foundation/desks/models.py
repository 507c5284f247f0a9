"""Which ways of seeing a list does an officer keep, and what did anybody take out of one?"""

from django.conf import settings
from django.db import models
from django.db.models import Q


class View(models.Model):
    """A list as somebody wants to see it again: a name and the words of its address.

    The officer's own, or shared with the office. It is not edited, only dropped.
    """

    list = models.CharField("列表", max_length=40)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("查询", max_length=500)
    shared = models.BooleanField("本单位共用", default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField("保存时间")
    dropped_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_view_of_a_list_has_a_name_of_its_own",
                fields=["owner", "list", "name"],
                condition=Q(dropped_at=None),
            ),
        ]


class Export(models.Model):
    """A list taken out as a file: by whom, how many rows, what for. Only ever added."""

    list = models.CharField("列表", max_length=40)
    columns = models.CharField("列", max_length=400)
    rows = models.PositiveIntegerField("行数")
    personal = models.BooleanField("含个人信息")
    purpose = models.CharField("用途", max_length=200, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("导出时间")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="export_of_personal_data_says_what_for",
                condition=Q(personal=False) | ~Q(purpose=""),
            ),
        ]
