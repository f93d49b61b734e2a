"""A visit to a restored place, in a process of its own: `python -m tests.cms.operations.backup.visit NUMBER` prints JSON."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any


def visit(number: str) -> dict[str, Any]:
    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.core.files.storage import storages
    from django.db import connection
    from django.test import Client
    from wagtail.images import get_image_model
    from wagtail.models import Page, ReferenceIndex

    from assessments.quizzes.models import Response
    from cms.core.models import Heartbeat
    from cms.people.models import User
    from tests.cms.operations.backup.conftest import HOLDER

    client = Client(headers={"host": settings.SITE_URL.partition("://")[2]})
    secure = settings.SITE_URL.startswith("https")
    page = client.get(f"/verify/{number}/", secure=secure)
    sessions = Session.objects.count()
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    client.force_login(User.objects.get(email=HOLDER), backend="django.contrib.auth.backends.ModelBackend")
    paper = client.get(f"/verify/{number}/certificate.pdf", secure=secure)
    picture = get_image_model().objects.get(title="Arcs")
    with storages["default"].open(picture.file.name) as file:
        shown = len(file.read())
    return {
        "database": connection.vendor,
        "status": page.status_code,
        "valid": "Valid</h2>" in page.text,
        "pdf": hashlib.sha256(b"".join(paper)).hexdigest(),
        "picture": picture.file.name if shown else "",
        "answers": Response.objects.count(),
        "people": len(people),
        "signs_in": client.login(username="central@example.org", password="correct horse battery"),
        "sessions": sessions,
        "heartbeats": Heartbeat.objects.count(),
        "counts_on": number_of_a_new_one() > people[-1],
        "found": Page.objects.search("GLJCN").count(),
        "references": ReferenceIndex.objects.exists(),
    }


def number_of_a_new_one() -> int:
    """A new row takes a number that no old one has; it is taken back."""
    from django.db import transaction

    from cms.people.models import User

    with transaction.atomic():
        number = User.objects.create_user("new@example.org").pk
        transaction.set_rollback(True)
    return number


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(visit(sys.argv[1])))
