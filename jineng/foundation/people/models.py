"""Which natural person is this, however the number was written?"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Person(models.Model):
    """One natural person: a keyed digest to meet by, the number itself only as cipher text.

    Names stand on the papers (enrolments, certificates), not here: people are met by number.
    """

    number_digest = models.BinaryField("身份证号摘要", unique=True)
    number_cipher = models.BinaryField("身份证号密文")


class Merge(models.Model):
    """Two records are one person (a number was changed, or given out twice), as two people say.

    The records stay as they are; from the confirmation on their past is one. Only ever added.
    """

    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    document = models.CharField("依据材料")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("提出时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="two_records_are_merged_once", fields=["gone", "kept"]),
            models.CheckConstraint(
                name="merge_is_of_two_records_on_a_document",
                condition=~Q(gone=F("kept")) & ~Q(document=""),
            ),
            models.CheckConstraint(
                name="merge_is_proposed_and_confirmed_by_two",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                    & ~Q(confirmed_by=F("proposed_by"))
                ),
            ),
        ]


class Same(models.Model):
    """This record is one person with another. Written by the database alone, as merges say.

    The record that speaks for all is among them; who was never merged has no row.
    """

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
