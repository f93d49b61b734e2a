"""How many messages wait at the broker, by queue."""

from __future__ import annotations

from celery import Task, current_app
from django.conf import settings
from redis import Redis, RedisError

# Neither a page nor a sweep must wait for a broker that is away.
PATIENCE = 0.3
# With so many waiting, one more hurries nothing: the row is the job, and a worker that comes back finds it anyway.
MOST = 500


def queue_lengths() -> dict[str, int] | None:
    """Messages by queue; None where the broker does not answer within a moment."""
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        return None
    client = Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=PATIENCE,
        socket_timeout=PATIENCE,
        retry=None,
    )
    try:
        with client, client.pipeline(transaction=False) as asked:
            for queue in settings.QUEUES:
                asked.llen(queue)
            return dict(zip(settings.QUEUES, asked.execute(), strict=True))
    except (RedisError, OSError):
        return None


def is_full(task: Task) -> bool:
    """Whether its queue holds so much that nothing is to be added; False where the broker does not answer."""
    queue = current_app.amqp.router.route({}, task.name)["queue"].name
    return (queue_lengths() or {}).get(queue, 0) >= MOST
