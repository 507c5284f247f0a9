"""Who objects is kept as cipher text, and when, as the database saw it: see 0004_objections.sql."""

from pathlib import Path
from typing import Any

import django.db.models.functions.datetime
from django.db import migrations, models

from jineng.foundation.people.sealing import seal

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
# The trail hears of every row as it is now.
KEPT = """
alter table notices_objection disable trigger answered_once;
alter table notices_objection disable trigger answered_by_another;
update notices_objection set recorded_at = lodged_at;
alter table notices_objection enable trigger answered_once;
alter table notices_objection enable trigger answered_by_another;
"""


def seal_names(apps: Any, editor: Any) -> None:
    """Seal what objectors called themselves; nobody was called by the word for nobody."""
    with editor.connection.cursor() as cursor:
        cursor.execute("alter table notices_objection disable trigger user")
        cursor.execute("select id, said_by from notices_objection where said_by <> '匿名'")
        for key, name in cursor.fetchall():
            cursor.execute(
                "update notices_objection set name_cipher = %s where id = %s",
                [seal(name.encode()), key],
            )
        cursor.execute("alter table notices_objection enable trigger user")


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0003_past_seasons"),
        ("claims", "0003_ledger"),
    ]
    operations = [
        migrations.AddField(
            model_name="objection",
            name="name_cipher",
            field=models.BinaryField(null=True, verbose_name="异议人密文"),
        ),
        migrations.AddField(
            model_name="objection",
            name="contact_cipher",
            field=models.BinaryField(null=True, verbose_name="联系方式密文"),
        ),
        migrations.AddField(
            model_name="objection",
            name="key",
            field=models.CharField(null=True, unique=True, verbose_name="表单编号"),
        ),
        migrations.AddField(
            model_name="objection",
            name="sender_digest",
            field=models.BinaryField(null=True, verbose_name="来源摘要"),
        ),
        migrations.AddField(
            model_name="objection",
            name="recorded_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="记录时间"
            ),
        ),
        migrations.RunPython(seal_names, migrations.RunPython.noop),
        migrations.RemoveField(model_name="objection", name="said_by"),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(fields=["sender_digest", "recorded_at"], name="lodged_by_sender"),
        ),
        migrations.RunSQL(KEPT + GUARDS, migrations.RunSQL.noop),
    ]
