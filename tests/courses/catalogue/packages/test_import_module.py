"""`manage.py import_module`, on the module that comes with the platform."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cms.networks.actions import Founding, found_network
from cms.networks.enums import NetworkKind
from cms.people.models import User
from courses.catalogue.models import ModulePage
from courses.editions.models import Edition
from tests.courses.catalogue.packages.samples import write_folder, write_zip

pytestmark = pytest.mark.django_db

DEMO = Path(settings.BASE_DIR) / "courses/catalogue/demo/untoc-18"


@pytest.fixture(autouse=True)
def ejn() -> None:
    central = User.objects.create_superuser("central@example.org", "central-staff-1")
    founding = Founding("ejn", NetworkKind.ESTABLISHED, {"en": "EJN"}, languages=("en", "ar"))
    found_network(founding, by=central, now=datetime(2026, 10, 5, 9, tzinfo=UTC))


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("import_module", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def test_the_module_that_comes_with_the_platform_imports_once_and_twice() -> None:
    first = json.loads(run(DEMO, "--network", "ejn", "--json"))
    assert (first["published"], first["changed"], first["unchanged"], first["unpublished"]) == (True, 0, 0, 0)
    assert first["created"] == len(first["lines"]) == 24
    assert Edition.all_objects.count() == 1
    again = json.loads(run(DEMO, "--network", "ejn", "--json"))
    assert again["unchanged"] == 24
    assert Edition.all_objects.count() == 1


def test_a_dry_run_says_that_nothing_was_written() -> None:
    text = run(DEMO, "--network", "ejn", "--dry-run")
    assert "Dry run, nothing was written" in text
    assert "ar  created     quiz" in text
    assert not ModulePage.objects.exists()


def test_a_zip_is_imported_by_whom_it_names(files: dict[str, str], tmp_path: Path) -> None:
    path = write_zip(tmp_path / "module.zip", files)
    assert "A request: 6 created" in run(path, "--network", "ejn", "--by", "Central@example.org")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--network", "nowhere"], "There is no network “nowhere”; known are: ejn."),
        (["--network", "ejn", "--by", "nobody@example.org"], "no active account “nobody@example.org”"),
    ],
)
def test_it_says_what_is_missing(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(DEMO, *arguments)


def test_a_broken_package_is_reported_by_line_and_nothing_is_written(
    files: dict[str, str], tmp_path: Path
) -> None:
    files["en/1-first.md"] = files["en/1-first.md"].replace(":::key{#remember}", ":::key")
    out = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was imported: the package has"):
        call_command(
            "import_module", str(write_folder(tmp_path, files)), network="ejn", stdout=out, stderr=out
        )
    assert "en/1-first.md, line 26: This needs an id; write it as {#its-id}." in out.getvalue()
    assert not ModulePage.objects.exists()
