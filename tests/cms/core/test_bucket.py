from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.storage.handler import StorageHandler
from django.test import Client

from cms.operations import views
from cms.settings.stores import storages as described
from tests.cms.core.bucket_server import Bucket, bucket_server


def content(storage: Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return file.read()


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with bucket_server() as server:
        yield server


@pytest.fixture(scope="module")
def stores(bucket: Bucket) -> StorageHandler:
    return StorageHandler(described(bucket.media))


@pytest.fixture
def public(bucket: Bucket, stores: StorageHandler) -> Storage:
    bucket.objects.clear()
    return stores["default"]


def test_a_file_is_kept_read_listed_and_deleted(bucket: Bucket, public: Storage) -> None:
    name = public.save("images/figure 1.svg", ContentFile(b"<svg/>"))

    assert public.url(name) == "/media/images/figure%201.svg"
    assert bucket.objects == {"media/images/figure 1.svg": b"<svg/>"}
    assert content(public, name) == b"<svg/>"
    assert (public.exists(name), public.size(name)) == (True, 6)
    assert public.listdir("") == (["images"], [])
    assert public.listdir("images") == ([], ["figure 1.svg"])
    public.delete(name)
    assert not public.exists(name)
    assert {word[:16] for _, _, word in bucket.asked} == {"AWS4-HMAC-SHA256"}


def test_a_name_in_use_means_another_file(bucket: Bucket, public: Storage) -> None:
    first, second = (public.save("images/a.svg", ContentFile(text)) for text in (b"1", b"2"))

    assert first != second
    assert content(public, first) == b"1"


def test_public_and_private_files_lie_apart(bucket: Bucket, stores: StorageHandler, public: Storage) -> None:
    private = stores["private"]
    private.save("certificates/a.pdf", ContentFile(b"%PDF"))

    assert list(bucket.objects) == ["private/certificates/a.pdf"]
    assert not public.exists("certificates/a.pdf")
    with pytest.raises(ValueError, match="not accessible"):
        private.url("certificates/a.pdf")


@pytest.mark.django_db
def test_pictures_come_from_this_site(public: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "default_storage", public)
    name = public.save("images/figure.svg", ContentFile(b"<svg/>"))
    public.save("documents/a.pdf", ContentFile(b"%PDF"))
    client = Client()

    answer = client.get(public.url(name))

    assert public.url(name) == "/media/images/figure.svg"
    assert b"".join(answer) == b"<svg/>"
    answer.close()
    assert answer["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer["Cache-Control"]
    assert client.get("/media/images/missing.svg").status_code == 404
    assert client.get("/media/documents/a.pdf").status_code == 404
