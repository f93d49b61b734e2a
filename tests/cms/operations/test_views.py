from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from cms.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("images/figure.svg", 200),
        ("documents/answers.pdf", 404),
        ("original_images/figure.svg", 404),
        ("images/../documents/answers.pdf", 404),
        ("images/", 404),
        ("images/missing.svg", 404),
    ],
)
def test_only_pictures_are_public(client: Client, media: Path, path: str, status: int) -> None:
    for name in ("images/figure.svg", "documents/answers.pdf", "original_images/figure.svg"):
        (media / name).parent.mkdir(exist_ok=True)
        (media / name).write_text("content")

    answer = client.get(f"/media/{path}")

    assert answer.status_code == status
    answer.close()


def test_a_document_is_there_for_who_works_with_it_only(client: Client) -> None:
    document = get_document_model().objects.create(
        title="Answers", file=ContentFile(b"secret", name="answers.txt")
    )
    address = f"/documents/{document.pk}/{document.filename}"

    assert client.get(address).status_code == 404

    client.force_login(User.objects.create_user(email="trainee@example.org", password="-"))
    assert client.get(address).status_code == 404

    client.force_login(User.objects.create_superuser(email="staff@example.org", password="-"))
    answer = client.get(address)
    assert b"".join(answer) == b"secret"
    answer.close()


def test_wagtails_own_sign_in_is_closed(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/pages/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/admin/pages/")
    assert client.post("/admin/login/").status_code == 302
    assert client.get("/admin/password_reset/").status_code == 404


def test_the_admin_gets_the_wider_content_policy_and_nobody_else(client: Client) -> None:
    client.force_login(User.objects.create_superuser(email="staff@example.org", password="-"))

    assert "'unsafe-inline'" in client.get("/admin/")["Content-Security-Policy"]
    assert "'unsafe-inline'" not in client.get("/outbox/")["Content-Security-Policy"]
