"""A notice may stand longer: the calendar changes, a page is not seen; see the two .sql files."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

CALENDAR = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
PROBES = Path(__file__).with_name("0005_probes.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0004_objections'),
        ('audit', '0005_at_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('works', models.BooleanField(verbose_name='工作日')),
                ('source', models.CharField(verbose_name='依据')),
                ('proposed_at', models.DateTimeField(verbose_name='提出时间')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='复核时间')),
                ('recorded_at', models.DateTimeField(null=True, verbose_name='记录时间')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.calendarday')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Probe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(verbose_name='地址')),
                ('status', models.PositiveSmallIntegerField(verbose_name='状态码')),
                ('digest', models.CharField(blank=True, verbose_name='页上的内容摘要')),
                ('seen', models.BooleanField(default=False, verbose_name='看到')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='probes', to='notices.notice')),
            ],
        ),
        migrations.CreateModel(
            name='Probing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(unique=True, verbose_name='起始日')),
                ('begun_at', models.DateTimeField(verbose_name='开始时间')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Reopened',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(verbose_name='原因')),
                ('closed_on', models.DateField(verbose_name='原公示末日')),
                ('closes_on', models.DateField(verbose_name='新公示末日')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='记录时间')),
                ('change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reopenings', to='notices.calendarchange')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reopenings', to='notices.notice')),
            ],
        ),
        migrations.AddConstraint(
            model_name='calendarchange',
            constraint=models.UniqueConstraint(fields=('day', 'source'), name='a_document_changes_a_day_once'),
        ),
        migrations.AddConstraint(
            model_name='calendarchange',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='calendar_change_names_its_document'),
        ),
        migrations.AddConstraint(
            model_name='calendarchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='calendar_change_is_proposed_and_confirmed_by_two'),
        ),
        migrations.AddConstraint(
            model_name='reopened',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gt', models.F('closed_on'))), name='reopened_notice_stands_longer'),
        ),
        migrations.RunSQL(CALENDAR + PROBES, migrations.RunSQL.noop),
    ]
