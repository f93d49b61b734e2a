"""Documents, sound, films and captions of a package, judged by content."""

from dataclasses import dataclass
from hashlib import sha1

from courses.catalogue.contents import FILE_KINDS, FileKind, kind_named, why_not
from courses.catalogue.packages.problems import Problems


@dataclass(frozen=True)
class Attachment:
    """A file that a block offers; `path` as the blocks name it."""

    path: str
    data: bytes
    kind: FileKind

    @property
    def hash(self) -> str:
        """As Wagtail computes `file_hash`, by which a document is found again."""
        return sha1(self.data, usedforsecurity=False).hexdigest()

    @property
    def ending(self) -> str:
        return self.kind.ending


def read_attachment(path: str, data: bytes, problems: Problems) -> Attachment | None:
    if sentence := why_not(path, data):
        problems.add(path, 0, sentence)
        return None
    kind = kind_named(path) or FILE_KINDS["txt"]
    return Attachment(path, data, kind)
