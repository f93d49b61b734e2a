from django.db import migrations
from django.db.models import Min


def name_one_source(apps, schema_editor):
    """Aliases were copied from their source, with the word that they are it; so were pages made of them."""
    for name in ("CoursePage", "ModulePage", "LessonPage"):
        claiming = apps.get_model("catalogue", name).objects.filter(is_source=True)
        claiming.filter(alias_of__isnull=False).update(is_source=False)
        # The source was there first: what was made of an alias has a higher number.
        first = claiming.order_by().values("translation_key").annotate(first=Min("pk"))
        claiming.exclude(pk__in=[each["first"] for each in first]).update(is_source=False)


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0011_award_needs"),
    ]

    operations = [
        migrations.RunPython(name_one_source, migrations.RunPython.noop),
    ]
