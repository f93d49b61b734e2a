"""A place that was lived in, and its backup: a course taken, an answer saved, a certificate drawn, a picture, a document."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection, connections, transaction
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from assessments.certificates.actions import award_due
from assessments.certificates.models import Certificate, Rendering
from assessments.certificates.rendering import render
from cms.core.models import Heartbeat
from cms.core.sweep import HEARTBEAT
from cms.networks.enums import NetworkKind
from cms.operations.backup.writing import write_backup
from tests.assessments import taught
from tests.assessments.quizzes.sat import RIGHT, a_quiz
from tests.cast import make_network, make_person

PASSPHRASE = "a horse that is correct"
SECRET = "the-old-secret-key-of-the-data-folder"
HOLDER = "aicha@example.org"


@dataclass(frozen=True)
class Kept:
    """A backup, and what must be found again wherever it is restored."""

    path: Path
    number: str
    pdf: str
    picture: str
    answers: int
    people: int


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Kept:
    path = tmp_path_factory.mktemp("kept") / "backup.zip"
    snapshot = connections["snapshot"]
    with django_db_blocker.unblock():
        connections["snapshot"] = connections["default"]
        with transaction.atomic():
            made = live(path)
            transaction.set_rollback(True)
        connections["snapshot"] = snapshot
    return made


def live(path: Path) -> Kept:
    make_network("gljcn", NetworkKind.EMERGING, by=make_person("central", central=True))
    host = taught.network("casc")
    holder = taught.person(HOLDER, certificate_name="Aïcha Diallo", time_zone="Africa/Dakar")
    enrolment = taught.enrol(holder, taught.cohort(host, taught.syllabus(host)))
    taught.did(enrolment)
    award_due(taught.NOW)
    render(Rendering.objects.get())
    sat = a_quiz()
    attempt = sat.start()
    for position, answer in RIGHT.items():
        sat.save(attempt, position, answer)
    picture = io.BytesIO()
    Picture.new("RGB", (20, 10), "navy").save(picture, "PNG")
    image = get_image_model().objects.create(
        title="Arcs", file=ContentFile(picture.getvalue(), name="arcs.png"), width=20, height=10
    )
    get_document_model().objects.create(title="Rules", file=ContentFile(b"rules", name="rules.txt"))
    Session.objects.create(session_key="a" * 32, session_data="-", expire_date=timezone.now())
    Heartbeat.objects.create(name=HEARTBEAT, at=timezone.now())
    secret = Path(settings.DATA) / "secret-key"
    secret.write_text(SECRET)
    written = write_backup(path, passphrase=PASSPHRASE, now=timezone.now(), told=lambda _: None)
    secret.unlink()
    assert written.has_keys
    certificate = Certificate.all_objects.get()
    with certificate.pdf.open("rb") as paper:
        digest = hashlib.sha256(paper.read()).hexdigest()
    return Kept(path, certificate.number, digest, image.file.name, answers=len(RIGHT), people=3)


@pytest.fixture
def place(settings: Any, tmp_path: Path, db: None) -> Path:
    """The test's own database without people, with storages and a data folder of its own."""
    disk = "django.core.files.storage.FileSystemStorage"
    settings.DATA = tmp_path
    settings.STORAGES = settings.STORAGES | {
        name: {"BACKEND": disk, "OPTIONS": {"location": str(tmp_path / folder)}}
        for name, folder in (("default", "media"), ("private", "private"))
    }
    # What another test left to be checked at its end would keep tables from being emptied.
    connection.check_constraints()
    return tmp_path
