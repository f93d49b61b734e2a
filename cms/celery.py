import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")

app = Celery("cms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Worker and beat log as LOGGING says; that somebody listens keeps Celery from arranging it its own way."""


@beat_init.connect
def sweep_at_once(**_: Any) -> None:
    """A start needs no minute of waiting: what fell due while beat was away is swept now."""
    entry = app.conf.beat_schedule["sweep"]
    app.send_task(entry["task"], **entry["options"])
