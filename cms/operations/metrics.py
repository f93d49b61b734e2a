"""What a monitor reads of the machinery, in Prometheus' form."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.db.models import Count, Min, Q
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from cms.core.enums import JobState
from cms.core.jobs import job_models
from cms.core.models import Heartbeat
from cms.core.queues import queue_lengths
from cms.notices.models import MailJob


def may_read_metrics(request: HttpRequest) -> bool:
    """Whoever brings METRICS_TOKEN; without such a setting whoever asks from this machine."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def write_metrics(now: datetime) -> bytes:
    """One query for the heartbeats and one for each kind of job; waits for the broker no longer than a moment."""
    registry = CollectorRegistry()
    registry.register(Machinery(now))
    return generate_latest(registry)


class Machinery(Collector):
    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing, so that registering asks nothing."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield self._heartbeats()
        yield from self._jobs()
        yield self._queues()

    def _heartbeats(self) -> GaugeMetricFamily:
        ages = GaugeMetricFamily(
            "platform_heartbeat_age_seconds", "Since a part last showed that it lives.", labels=["part"]
        )
        for name, at in Heartbeat.objects.order_by("name").values_list("name", "at"):
            ages.add_metric([name], (self.now - at).total_seconds())
        return ages

    def _jobs(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("platform_jobs", "Jobs that are not done.", labels=["kind", "state"])
        oldest = GaugeMetricFamily(
            "platform_oldest_due_job_seconds", "For how long the oldest job has been due.", labels=["kind"]
        )
        doubt = GaugeMetricFamily(
            "platform_mail_in_doubt", "E-mails that may have arrived twice, or did not.", labels=["kind"]
        )
        for model in job_models():
            kind, mail = model._meta.label_lower, issubclass(model, MailJob)
            unsettled = model._base_manager.filter(state__in=[JobState.WAITING, JobState.FAILED])
            waiting = Q(state=JobState.WAITING)
            found = unsettled.aggregate(
                waiting=Count("pk", filter=waiting),
                failed=Count("pk", filter=~waiting),
                oldest=Min("due_at", filter=waiting & Q(due_at__lte=self.now)),
                **({"doubt": Count("pk", filter=Q(in_doubt_at__isnull=False))} if mail else {}),
            )
            for state in (JobState.WAITING, JobState.FAILED):
                jobs.add_metric([kind, state.value], found[state.value])
            due = found["oldest"]
            oldest.add_metric([kind], (self.now - due).total_seconds() if due else 0)
            if mail:
                doubt.add_metric([kind], found["doubt"])
        yield from (jobs, oldest, doubt)

    def _queues(self) -> GaugeMetricFamily:
        """Without samples while the broker does not answer."""
        lengths = GaugeMetricFamily(
            "platform_queue_length", "Messages that wait for a worker.", labels=["queue"]
        )
        for queue, length in (queue_lengths() or {}).items():
            lengths.add_metric([queue], length)
        return lengths
