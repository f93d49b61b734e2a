"""What the platform needs to live, and whether it is there."""

from collections.abc import Callable
from datetime import datetime, timedelta

from celery import current_app
from django.db import Error, connection
from django.db.models import Min
from kombu.exceptions import OperationalError

from cms.core.jobs import job_models
from cms.core.models import Heartbeat
from cms.core.queues import queue_lengths
from cms.core.sweep import HEARTBEAT

PATIENCE = 1.0
# Beat's minute, a sweep's own time, and one sweep that may be lost.
OLDEST_SWEEP = timedelta(seconds=150)


def readiness(now: datetime) -> dict[str, bool | str | dict[str, int] | None]:
    """Each needed part → is it there; `last_sweep` says when beat and worker last did something together.

    `oldest_due_job` and `queues` (messages in each) tell how far behind the workers are; None where unknown.
    """
    database = has_database()
    broker = has_broker()
    swept = Heartbeat.objects.last_of(HEARTBEAT) if database else None
    oldest = oldest_due_job(now) if database else None
    return {
        "database": database,
        "broker": broker,
        "worker": broker and has_worker(),
        "beat": swept is not None and now - swept <= OLDEST_SWEEP,
        "last_sweep": swept.isoformat() if swept else None,
        "oldest_due_job": oldest.isoformat() if oldest else None,
        "queues": queue_lengths() if broker else None,
    }


def oldest_due_job(now: datetime) -> datetime | None:
    """Since when the job has been due that has been so for longest; one query for each kind."""
    due = (
        model._base_manager.all().claimable_at(now).aggregate(oldest=Min("due_at"))["oldest"]
        for model in job_models()
    )
    return min((instant for instant in due if instant is not None), default=None)


def has_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            Heartbeat.objects.exists()
    except Error:
        return False
    return True


def has_broker() -> bool:
    def connect() -> bool:
        with current_app.connection_for_write(connect_timeout=PATIENCE) as broker:
            # A broker within this process carries nothing to a worker.
            if broker.transport_cls == "memory":
                return False
            broker.ensure_connection(max_retries=0, timeout=PATIENCE)
            broker.default_channel.client.ping()
            return True

    return _answers(connect)


def has_worker() -> bool:
    return _answers(lambda: bool(current_app.control.ping(timeout=PATIENCE, limit=1)))


def _answers(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (OperationalError, OSError, *current_app.connection_for_write().connection_errors):
        return False
