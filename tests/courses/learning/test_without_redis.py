"""Redis is away, as broker and as cache: people go on, and what they cause is done when it is back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from celery.app.task import Task
from django.core import mail
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from cms.core.enums import JobState
from cms.notices.models import Notice
from cms.settings.stores import caches
from courses.cohorts.models import Enrolment
from courses.learning.models import Progress
from tests.cast import make_person
from tests.courses.learning.reading import WEDNESDAY, Reading
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db

SECRET = "a long enough secret"


@pytest.fixture
def away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    def refuses(*_: object, **__: object) -> None:
        raise OperationalError("Connection refused")

    settings.CACHES = caches("redis://127.0.0.1:1/0")  # nothing listens there
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    monkeypatch.setattr(Task, "apply_async", refuses)
    return monkeypatch


def test_people_sign_in_enrol_and_learn_and_are_told_later(
    reading: Reading, away: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    newcomer = make_person("newcomer")
    newcomer.set_password(SECRET)
    newcomer.save()
    cohort = reading.cohort
    cohort.enrolment_closes_on = WEDNESDAY.date() + timedelta(days=7)
    cohort.save()
    client = Client(raise_request_exception=False)

    entered = client.post(reverse("account_login"), {"login": newcomer.email, "password": SECRET})
    assert (entered.status_code, client.get(reverse("learning:learn")).status_code) == (302, 200)
    with django_capture_on_commit_callbacks(execute=True) as hurried:
        answer = client.post(reverse("cohorts:cohort", args=[reading.cohort.pk]))
    assert (answer.status_code, bool(hurried)) == (302, True)
    enrolment = Enrolment.all_objects.get(user=newcomer)
    lesson = reverse("learning:step", args=[enrolment.pk, reading.lessons[0]])
    assert client.get(lesson).status_code == 200
    done = reverse("learning:done", args=[enrolment.pk, reading.lessons[0]])
    assert client.post(done).status_code == 302
    assert Progress.all_objects.filter(enrolment=enrolment).exists()
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("learning:learn")).status_code == 302
    assert mail.outbox == []

    away.undo()
    deliver_due(WEDNESDAY)
    seat = Notice.objects.get(recipient=newcomer, kind="seat_taken")
    assert seat.state == JobState.DONE
    assert [letter.to for letter in mail.outbox].count([newcomer.email]) == 1
