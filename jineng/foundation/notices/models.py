"""Public notices, their lines as shown, objections, and the calendar that counts their days."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from jineng.foundation.people.sealing import unseal


class CalendarDay(models.Model):
    """One day of the working calendar, with the document that says so. A missing day refuses."""

    day = models.DateField("日期", primary_key=True)
    works = models.BooleanField("工作日")
    source = models.CharField("依据")


class Notice(models.Model):
    """A list shown to the public. The database computes its last day and never changes it."""

    number = models.CharField("公示编号", unique=True)
    kind = models.CharField("种类")
    area = models.CharField("地区代码", max_length=6)
    title = models.CharField("标题")
    opened_on = models.DateField("公示日")
    work_days = models.PositiveSmallIntegerField("工作日数")
    closes_on = models.DateField("公示末日", null=True)
    clause = models.CharField("依据")
    content_digest = models.CharField("内容摘要", max_length=64)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField("张贴时间")
    posted_in = models.BigIntegerField("张贴事务号", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_stands_at_least_one_working_day", condition=Q(work_days__gte=1)
            ),
            models.CheckConstraint(
                name="notice_closes_after_it_was_posted",
                condition=Q(closes_on__gt=F("opened_on")),
            ),
        ]


class Line(models.Model):
    """One line exactly as the public sees it. `shown_*` carry masked data only."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField("序号")
    shown_name = models.CharField("姓名")
    shown_identity = models.CharField("身份证号")
    shown_text = models.CharField("事项")
    standard = models.CharField("标准")
    fen = models.BigIntegerField("金额（分）")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="line_number_stands_once_in_a_notice", fields=["notice", "number"]
            ),
            models.CheckConstraint(
                name="notice_line_shows_no_negative_amount", condition=Q(fen__gte=0)
            ),
        ]


class Objection(models.Model):
    """Anybody's objection to one line. Answered by somebody else than the officers concerned.

    Who objected may say so; that is kept as cipher text. `key` is the form's, which is taken once,
    and by which the objector finds the answer; `sender_digest` is a keyed digest of whence it came.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="objections")
    said = models.TextField("异议内容")
    name_cipher = models.BinaryField("异议人密文", null=True)
    contact_cipher = models.BinaryField("联系方式密文", null=True)
    key = models.CharField("表单编号", null=True, unique=True)
    sender_digest = models.BinaryField("来源摘要", null=True)
    lodged_at = models.DateTimeField("提出时间")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
    upheld = models.BooleanField("成立", null=True)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answered_objection_says_why_and_by_whom",
                condition=Q(upheld=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["sender_digest", "recorded_at"], name="lodged_by_sender")]

    @property
    def name(self) -> str:
        """What the objector wants to be called; empty where nothing was said."""
        return unseal(self.name_cipher).decode() if self.name_cipher else ""

    @property
    def contact(self) -> str:
        """How the objector can be reached; empty where nothing was said."""
        return unseal(self.contact_cipher).decode() if self.contact_cipher else ""


class CalendarChange(models.Model):
    """A later document says otherwise of a day of the calendar, as two people entered it.

    From its confirmation on it is what counts; `recorded_at` is that moment, by the database.
    """

    day = models.ForeignKey(CalendarDay, on_delete=models.PROTECT, related_name="+")
    works = models.BooleanField("工作日")
    source = models.CharField("依据")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("提出时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True)
    recorded_at = models.DateTimeField("记录时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_document_changes_a_day_once", fields=["day", "source"]),
            models.CheckConstraint(
                name="calendar_change_names_its_document", condition=~Q(source="")
            ),
            models.CheckConstraint(
                name="calendar_change_is_proposed_and_confirmed_by_two",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                    & ~Q(confirmed_by=F("proposed_by"))
                ),
            ),
        ]


class Reopened(models.Model):
    """A notice stands longer than it said, and why. Written by the database alone."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="reopenings")
    change = models.ForeignKey(
        CalendarChange, on_delete=models.PROTECT, null=True, related_name="reopenings"
    )
    because = models.CharField("原因")
    closed_on = models.DateField("原公示末日")
    closes_on = models.DateField("新公示末日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reopened_notice_stands_longer", condition=Q(closes_on__gt=F("closed_on"))
            ),
        ]


class Probing(models.Model):
    """From a day on, notices' pages are looked at, and only days on which one was seen count."""

    since = models.DateField("起始日", unique=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField("开始时间")


class Probe(models.Model):
    """One look at the page of a notice, as anybody would: what came back.

    Whether it was `seen`, and when, is the database's to say: the page answered, with the digest of
    its content on it.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="probes")
    address = models.CharField("地址")
    status = models.PositiveSmallIntegerField("状态码")
    digest = models.CharField("页上的内容摘要", blank=True)
    seen = models.BooleanField("看到", default=False)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
