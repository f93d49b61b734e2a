import json

from django.db import migrations

PICTURE, DOCUMENT = "picture", "document"
PARTS = {
    "image": {"image": PICTURE},
    "document": {"file": DOCUMENT},
    "audio": {"file": DOCUMENT},
    "video": {"file": DOCUMENT, "captions": DOCUMENT, "poster": PICTURE},
}


def hold_what_is_shown(apps, schema_editor):
    """Files that editions show already, as far as they are still there."""
    texts = apps.get_model("editions", "EditionText").objects.filter(step__kind="lesson")
    shown = {PICTURE: set(), DOCUMENT: set()}
    for edition, content in texts.values_list("step__edition", "revision__content").iterator():
        for block in json.loads(content.get("body") or "[]"):
            for part, kind in PARTS.get(block["type"], {}).items():
                if row := block["value"].get(part):
                    shown[kind].add((edition, row))
    holders = {
        PICTURE: ("EditionPicture", apps.get_model("wagtailimages", "Image")),
        DOCUMENT: ("EditionDocument", apps.get_model("wagtaildocs", "Document")),
    }
    for kind, (holder, files) in holders.items():
        model = apps.get_model("editions", holder)
        there = set(files.objects.values_list("pk", flat=True))
        model.objects.bulk_create(
            [model(edition_id=edition, file_id=row) for edition, row in sorted(shown[kind]) if row in there],
            batch_size=500,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0004_files'),
    ]

    operations = [
        migrations.RunPython(hold_what_is_shown, migrations.RunPython.noop),
    ]
