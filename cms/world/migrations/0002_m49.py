from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cms.world.m49 import REGIONS


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    region_model, country_model = (
        apps.get_model("world", "Region"),
        apps.get_model("world", "Country"),
    )
    for code, (parent, countries) in REGIONS.items():
        region_model.objects.create(code=code, parent_id=parent)
        country_model.objects.bulk_create(
            country_model(code=country, region_id=code) for country in countries.split()
        )


def unload(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("world", "Country").objects.all().delete()
    apps.get_model("world", "Region").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("world", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
