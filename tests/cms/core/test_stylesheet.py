from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from cms.core.stylesheet import StylesheetFinder, joined


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "components").mkdir()
    for name in ("pages", "components/table", "layout", "tokens", "components/badge", "base"):
        (tmp_path / f"{name}.css").write_text(f".{name.removeprefix('components/')} {{}}\n")
    return tmp_path


def test_files_are_joined_with_tokens_first_and_components_by_name(folder: Path) -> None:
    assert joined(folder).split() == [
        part
        for name in ("tokens", "base", "layout", "pages", "badge", "table")
        for part in (f".{name}", "{}")
    ]


def test_a_change_is_in_the_next_answer(
    folder: Path, settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings.DATA = tmp_path_factory.mktemp("data")
    finder = StylesheetFinder()
    finder.folder = folder
    (folder / "components" / "badge.css").write_text(".badge { color: red }\n")

    assert ".badge { color: red }" in Path(finder.find("site.css")).read_text()
    (folder / "components" / "badge.css").write_text(".badge { color: blue }\n")
    assert ".badge { color: blue }" in Path(finder.find("site.css")).read_text()


def test_collecting_finds_the_joined_file_once() -> None:
    found = [path for finder in finders.get_finders() for path, _ in finder.list([]) if path == "site.css"]

    assert found == ["site.css"]
    assert finders.find("other.css") is None


@pytest.mark.django_db
def test_a_page_links_one_stylesheet(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()

    assert page.count('rel="stylesheet"') == 1
    assert '<link rel="stylesheet" href="/static/site.css">' in page
