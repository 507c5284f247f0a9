"""Learners in classes, as the rosters name them."""

from django.db import models
from django.db.models import Q


class Enrolment(models.Model):
    """One learner in one class, as the roster names the learner."""

    training = models.ForeignKey(
        "classes.TrainingClass", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("地区代码", max_length=6)
    name = models.CharField("姓名")
    category = models.CharField("人员类别")
    gender = models.CharField("性别", blank=True)
    birth_year = models.PositiveSmallIntegerField("出生年")
    shown_identity = models.CharField("脱敏身份证号")
    phone_cipher = models.BinaryField("手机号密文", null=True)
    card_cipher = models.BinaryField("银行卡号密文", null=True)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField("行号")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_is_enrolled_once_in_a_class", fields=["training", "person"]
            ),
            models.CheckConstraint(
                name="enrolment_shows_a_masked_number_only",
                condition=Q(shown_identity__contains="*"),
            ),
        ]
        indexes = [models.Index(fields=["name"], name="enrolment_by_name")]
