from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedStorage(CompressedManifestStaticFilesStorage):
    """Names with a hash once files are collected; until then the plain ones, which are served from their folders."""

    def url(self, name: str | None, force: bool = False) -> str:
        return super().url(name, force) if self.hashed_files else FileSystemStorage.url(self, name)
