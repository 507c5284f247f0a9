"""A training class, from application to the answer whether it may open."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jineng.stages.classes.states import State, after


class ClassQuerySet(models.QuerySet["TrainingClass"]):
    """Ways of fetching classes."""

    def locked(self, number: str) -> "TrainingClass":
        """Fetch one class and hold its row until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).get(number=number)


class TrainingClass(models.Model):
    """One class an institution asks to open, as its application says.

    `institution` and `standard` are empty when the application names one that is not known.
    """

    number = models.CharField("班期编号", unique=True)
    area = models.CharField("地区代码", max_length=6)
    institution = models.ForeignKey(
        "institutions.Body", on_delete=models.PROTECT, null=True, related_name="+"
    )
    institution_number = models.CharField("机构编号")
    institution_name = models.CharField("培训机构")
    standard = models.ForeignKey(
        "catalogue.Standard", on_delete=models.PROTECT, null=True, related_name="+"
    )
    occupation = models.CharField("职业（工种）")
    level = models.CharField("等级", blank=True)
    lessons = models.PositiveIntegerField("总课时")
    starts_on = models.DateField("开班日期")
    ends_on = models.DateField("结业日期")
    place = models.CharField("培训地点", blank=True)
    fund_name = models.CharField("资金支出渠道", blank=True)
    assessor = models.ForeignKey(
        "institutions.Body", on_delete=models.PROTECT, null=True, related_name="+"
    )
    assessment_on = models.DateField("预约评价日期", null=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.APPLIED)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField("申请时间")
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")

    objects = ClassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="class_ends_on_or_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="open_class_names_its_fund_body_and_standard",
                condition=~Q(state=State.OPEN)
                | (~Q(fund_name="") & Q(institution__isnull=False, standard__isnull=False)),
            ),
        ]
        # Lists go on from a class by these, however many there are.
        indexes = [
            models.Index(fields=["starts_on", "number"], name="class_by_start"),
            models.Index(fields=["area", "state"], name="class_by_area"),
        ]

    def __str__(self) -> str:
        return self.number

    def move(self, verb: str) -> str:
        """Change the state by one row of the table and return the move for the trail."""
        before, self.state = self.state, after(verb, self.state)
        return f"{before} → {self.state}"


class Opening(models.Model):
    """The answer of the rules to an application, with everything to defend it. Only ever added."""

    training = models.OneToOneField(TrainingClass, on_delete=models.PROTECT, related_name="opening")
    area = models.CharField("地区代码", max_length=6)
    outcome = models.CharField("结论", max_length=10)
    rule = models.CharField("规则")
    clause = models.CharField("依据")
    message = models.CharField("说明")
    receipt = models.JSONField("办理凭据")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("办理时间")
