from django.db import migrations
from django.db.models import F


def mark_read(apps, schema_editor):
    """Who was told before there was a list on the site has had the e-mail."""
    notices = apps.get_model("notices", "Notice").objects.using(schema_editor.connection.alias)
    notices.filter(read_at=None).update(read_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_daily_emails")]

    operations = [migrations.RunPython(mark_read, migrations.RunPython.noop)]
