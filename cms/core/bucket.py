"""Files in a bucket of S3's kind (AWS, MinIO, Ceph, Garage …), given out by this site and by no other host."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    """`has_addresses` is False for files that only a view gives out which asks who wants them."""

    has_addresses = True

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "has_addresses": True,
            # A name in use means another file, as on disk.
            "file_overwrite": False,
            "signature_version": "s3v4",
            # What only AWS knows is left out.
            "client_config": Config(
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 3},
            ),
        }

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Under MEDIA_URL: no request of a reader's leaves the site. ValueError where files have no address."""
        if not self.has_addresses:
            raise ValueError("This file is not accessible via a URL.")
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"
