"""Pictures of a package as Wagtail's images: the file first, its row inside the import's transaction."""

import secrets
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.models import Collection

from courses.catalogue.packages.images import ImageFile

FOLDER = "original_images"


class Pictures:
    """Found again by content within the collection, so importing twice stores nothing twice.

    Files are written before the transaction, because a rollback can't take them back and a
    row without its file shows a hole; `forget()` removes those that no row took. The names
    can't be guessed, since pictures are public.
    """

    def __init__(self, images: Mapping[str, ImageFile], collection: Collection) -> None:
        self.images = images
        self.collection = collection
        self.names: dict[str, str] = {}
        self.model: Any = get_image_model()
        self.storage = self.model._meta.get_field("file").storage

    def store(self, *, dry_run: bool) -> None:
        """Write the files of pictures that the collection does not hold yet."""
        for image in self.images.values():
            if image.hash in self.names or self._row(image):
                continue
            name = f"{FOLDER}/{secrets.token_urlsafe(18)}.{image.ending}"
            self.names[image.hash] = name if dry_run else self.storage.save(name, ContentFile(image.data))

    def rows(self, *, by: Any) -> dict[str, int]:
        """Path in the package → id of the image, its row made where it is new."""
        return {
            path: (self._row(image) or self._make(path, image, by)).pk for path, image in self.images.items()
        }

    def forget(self) -> None:
        taken = set(self.model.objects.filter(file__in=self.names.values()).values_list("file", flat=True))
        for name in self.names.values():
            if name not in taken:
                self.storage.delete(name)

    def _row(self, image: ImageFile) -> Any:
        rows = self.model.objects.filter(collection=self.collection, file_hash=image.hash)
        return rows.order_by("pk").first()

    def _make(self, path: str, image: ImageFile, by: Any) -> Any:
        row = self.model(
            title=PurePosixPath(path).stem,
            collection=self.collection,
            file=self.names[image.hash],
            width=image.width,
            height=image.height,
            file_size=len(image.data),
            file_hash=image.hash,
            uploaded_by_user=by,
        )
        row.save()
        return row
