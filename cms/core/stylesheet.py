"""One stylesheet from many files: static/css/**, joined as site.css when it is asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "site.css"
FIRST = ("tokens.css", "base.css", "layout.css", "pages.css")


def sources(folder: Path) -> list[Path]:
    first = [folder / name for name in FIRST if (folder / name).is_file()]
    return first + sorted((folder / "components").glob("*.css"))


def joined(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8").strip() for path in sources(folder)) + "\n"


class StylesheetFinder(BaseFinder):
    """Writes the joined file into the data folder and offers it to collectstatic and to the development server."""

    def __init__(self, app_names: list[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.BASE_DIR) / "static" / "css"
        self.target = Path(settings.DATA) / "stylesheet"

    def write(self) -> Path:
        self.target.mkdir(parents=True, exist_ok=True)
        path, text = self.target / NAME, joined(self.folder)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        return path

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        found = str(self.write())
        return [found] if find_all else found

    def list(self, ignore_patterns: list[str] | None) -> Iterator[tuple[str, Storage]]:
        self.write()
        yield NAME, FileSystemStorage(location=self.target)
