"""Files of a package as Wagtail's images and documents: the file first, its row inside the import's transaction."""

import secrets
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Generic, Protocol, TypeVar

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from courses.catalogue.packages.attachments import Attachment
from courses.catalogue.packages.images import ImageFile


class PackageFile(Protocol):
    @property
    def data(self) -> bytes: ...

    @property
    def hash(self) -> str: ...

    @property
    def ending(self) -> str: ...


F = TypeVar("F", bound=PackageFile)


class Stored(Generic[F]):
    """Found again by content within the collection, so importing twice stores nothing twice.

    Files are written before the transaction, because a rollback can't take them back and a
    row without its file shows a hole; `forget()` removes those that no row took. The names
    can't be guessed, since pictures are public.
    """

    folder: str
    model: Any

    def __init__(self, files: Mapping[str, F], collection: Collection) -> None:
        self.files = files
        self.collection = collection
        self.names: dict[str, str] = {}
        self.storage = self.model._meta.get_field("file").storage

    def store(self, *, dry_run: bool) -> None:
        """Write the files that the collection does not hold yet."""
        for file in self.files.values():
            if file.hash in self.names or self._row(file):
                continue
            name = f"{self.folder}/{secrets.token_urlsafe(18)}.{file.ending}"
            self.names[file.hash] = name if dry_run else self.storage.save(name, ContentFile(file.data))

    def rows(self, *, by: Any) -> dict[str, int]:
        """Path in the package → id of the row, made where it is new."""
        return {path: (self._row(file) or self._make(path, file, by)).pk for path, file in self.files.items()}

    def forget(self) -> None:
        taken = set(self.model.objects.filter(file__in=self.names.values()).values_list("file", flat=True))
        for name in self.names.values():
            if name not in taken:
                self.storage.delete(name)

    def _row(self, file: F) -> Any:
        rows = self.model.objects.filter(collection=self.collection, file_hash=file.hash)
        return rows.order_by("pk").first()

    def _make(self, path: str, file: F, by: Any) -> Any:
        row = self.model(
            title=PurePosixPath(path).stem,
            collection=self.collection,
            file=self.names[file.hash],
            file_size=len(file.data),
            file_hash=file.hash,
            uploaded_by_user=by,
            **self._facts(file),
        )
        row.save()
        return row

    def _facts(self, file: F) -> dict[str, Any]:
        return {}


class Pictures(Stored[ImageFile]):
    folder = "original_images"
    model = get_image_model()

    def _facts(self, file: ImageFile) -> dict[str, Any]:
        return {"width": file.width, "height": file.height}


class Documents(Stored[Attachment]):
    folder = "documents"
    model = get_document_model()
