"""What lines say is checked for all that a statement moved at once: see the .sql file."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_given_up")]
    operations = [
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="bankline",
            name="answer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="payments.answer",
            ),
        ),
        # Told Django, it would drop the unique index of the same column too.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "drop index payments_attempt_line_id_01cb8a4e", migrations.RunSQL.noop
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="attempt",
                    name="line",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="payments.line",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="attempt",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="payments.batch",
            ),
        ),
        *(
            migrations.AlterField(
                model_name="attempt",
                name=name,
                field=models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            )
            for name in ("resolved_by", "confirmed_by", "bounced_by")
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(
                condition=models.Q(("paid", True)), fields=["reference"], name="paid_by_reference"
            ),
        ),
    ]
