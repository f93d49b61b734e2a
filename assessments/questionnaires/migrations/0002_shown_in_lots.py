from __future__ import annotations

import random
from typing import Any

from django.db import migrations, models

LOT = 5


def into_lots(apps: Any, schema_editor: Any) -> None:
    """What could be seen stays so; unnamed answers lose the order in which they came."""
    reply_model = apps.get_model("questionnaires", "Reply")
    reply_model.objects.filter(questionnaire__anonymous=False).update(shown=True)
    for questionnaire in apps.get_model("questionnaires", "Questionnaire").objects.filter(anonymous=True):
        replies = reply_model.objects.filter(questionnaire=questionnaire)
        lot = list(replies.values_list("answers", flat=True))
        random.SystemRandom().shuffle(lot)
        replies.delete()
        shown = len(lot) >= LOT
        reply_model.objects.bulk_create(
            reply_model(questionnaire=questionnaire, answers=answers, shown=shown) for answers in lot
        )


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaires", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionnaire",
            name="told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reply",
            name="shown",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(into_lots, migrations.RunPython.noop, elidable=True),
    ]
