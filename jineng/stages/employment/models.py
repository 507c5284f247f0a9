"""What the registers say: spells of insurance with a firm, and pensions drawn."""

from django.db import models
from django.db.models import F, Q


class Spell(models.Model):
    """Insured by a firm from a day to a day (still insured when empty)."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    employer = models.CharField("单位名称")
    from_on = models.DateField("参保起")
    to_on = models.DateField("参保止", null=True)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("文件行号")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="spell_row_is_taken_once_from_a_file", fields=["file", "row"]
            ),
            models.CheckConstraint(
                name="spell_ends_on_or_after_it_starts",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            ),
        ]


class Pension(models.Model):
    """A pension drawn since the first day of a month."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    from_month = models.DateField("待遇起始月")
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("文件行号")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="pension_row_is_taken_once_from_a_file", fields=["file", "row"]
            ),
        ]
