"""What was kept is found again in an empty place, and a place that is lived in is left alone."""

from __future__ import annotations

import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.certificates.models import Certificate
from cms.core.models import Heartbeat
from cms.core.sweep import BEAT
from cms.operations import supervisor
from cms.operations.backup import BACKUP
from cms.people.models import User
from tests.cast import make_person
from tests.cms.operations.backup.conftest import PASSPHRASE, SECRET, Kept
from tests.cms.operations.backup.rewriting import MANIFEST, Members, rewritten

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_PASSPHRASE", PASSPHRASE)


def restore(path: Path, *options: str) -> dict[str, Any]:
    call_command("restore", str(path), "--json", *options, stdout=(said := StringIO()))
    return json.loads(said.getvalue())


def backup(path: Path) -> dict[str, Any]:
    call_command("backup", str(path), "--json", stdout=(said := StringIO()))
    return json.loads(said.getvalue())


def rows(path: Path) -> dict[str, list[Any]]:
    """By table; PostgreSQL keeps the names of an object in an order of its own."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: [json.loads(line) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
            if name.startswith("database/")
        }


def refused(path: Path, *options: str) -> str:
    with pytest.raises(CommandError) as problem:
        call_command("restore", str(path), *options)
    return str(problem.value).removeprefix("Nothing was restored: ")


def older(kept: Kept, out: Path) -> Path:
    """As a release would have made it that lacked the last migration of one app."""

    def change(_: Members, listed: dict[str, Any]) -> None:
        assert listed["state"]["taggit"].startswith("0006")
        listed["state"]["taggit"] = "0005_auto_20220424_2025"
        listed["release"] = "0.0.9"

    return rewritten(kept.path, out, change)


def test_a_backup_of_what_was_restored_is_the_same(kept: Kept, place: Path) -> None:
    said = restore(kept.path)
    assert (said["keys"], said["release"]) == ("restored", "0.1.0")
    assert said["rows"] == sum(map(len, rows(kept.path).values()))
    out = place / "out.zip"

    written = backup(out)

    assert written["keys"] is True
    assert out.stat().st_mode & 0o077 == 0
    assert rows(out) == rows(kept.path)
    with zipfile.ZipFile(out) as new, zipfile.ZipFile(kept.path) as old:
        assert set(new.namelist()) == set(old.namelist())
        files = [name for name in new.namelist() if name.startswith(("media/", "private/"))]
        assert [name for name in files if new.read(name) != old.read(name)] == []
    assert len(files) == written["files"] >= 3
    assert Heartbeat.objects.last_of(BACKUP)


def test_keys_are_back_for_their_owner_alone(kept: Kept, place: Path) -> None:
    restore(kept.path)

    key = place / "secret-key"
    assert (key.read_text(), key.stat().st_mode & 0o777) == (SECRET, 0o600)


def test_without_the_passphrase_they_stay_sealed(
    kept: Kept, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKUP_PASSPHRASE")

    assert restore(kept.path)["keys"] == "sealed"
    assert not (place / "secret-key").exists()
    assert Certificate.all_objects.filter(number=kept.number).exists()
    with zipfile.ZipFile(kept.path) as archive:
        assert SECRET.encode() not in archive.read("keys")


def test_a_wrong_passphrase_restores_nothing(
    kept: Kept, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKUP_PASSPHRASE", "another horse entirely")

    assert refused(kept.path).startswith("The passphrase is not the one with which the keys were sealed.")
    assert not User.objects.exists()


def test_it_wants_no_demo(kept: Kept, place: Path) -> None:
    restore(kept.path)

    assert json.loads((place / "prepared.json").read_text())["demo"]


def test_people_are_left_alone_unless_they_are_to_be_replaced(kept: Kept, place: Path) -> None:
    make_person("here")
    assert refused(kept.path) == (
        "There are people here already. --replace puts the backup in place of all that is here."
    )
    assert list(User.objects.values_list("email", flat=True)) == ["here@example.org"]

    restore(kept.path, "--replace")

    assert User.objects.count() == kept.people
    assert not User.objects.filter(email="here@example.org").exists()


def test_so_are_files(kept: Kept, place: Path) -> None:
    other = place / "private" / "certificates" / "other.pdf"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"%PDF")
    assert refused(kept.path).startswith("There are files here already.")

    restore(kept.path, "--replace")

    assert not other.exists()


def test_a_half_written_file_is_written_again(kept: Kept, place: Path) -> None:
    half = place / "media" / kept.picture
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")

    restore(kept.path, "--replace")

    assert half.stat().st_size > 10


def test_tables_of_another_release_are_not_overwritten(kept: Kept, place: Path) -> None:
    said = refused(older(kept, place / "older.zip"), "--replace")

    assert said.startswith("The tables here are not those of release 0.0.9, which made this backup.")


def test_what_runs_is_left_alone(kept: Kept, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE_FOR_LOCK", 0)
    Heartbeat.objects.create(name=BEAT, at=timezone.now())
    assert refused(kept.path, "--replace").startswith("Beat was at work a minute ago.")
    Heartbeat.objects.all().delete()

    with supervisor.lock(place):
        assert refused(kept.path).startswith("Another server is running on the data folder")


# Making one


def test_no_backup_is_overwritten(place: Path) -> None:
    (place / "out.zip").write_text("the last one")

    with pytest.raises(CommandError, match=r"No backup was made: .* is there already. Name a new file"):
        call_command("backup", str(place / "out.zip"))
    assert (place / "out.zip").read_text() == "the last one"


def test_one_that_fails_leaves_nothing(place: Path) -> None:
    (place / "media").mkdir()
    (place / "media" / "a:b").write_text("-")

    with pytest.raises(CommandError, match="has a name that can't be restored"):
        call_command("backup", str(place / "out.zip"))
    assert [path.name for path in place.iterdir() if "out" in path.name] == []


def test_a_folder_that_is_not_there_is_named(place: Path) -> None:
    with pytest.raises(CommandError, match=r"No backup was made: .*nowhere.*: No such file or directory."):
        call_command("backup", str(place / "nowhere" / "out.zip"))


def test_a_short_passphrase_seals_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_PASSPHRASE", "short")

    with pytest.raises(CommandError, match="The passphrase is too short. It needs 12 letters at least."):
        call_command("backup", str(place / "out.zip"))


def test_without_one_it_says_that_keys_are_missing(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "secret-key").write_text(SECRET)
    monkeypatch.delenv("BACKUP_PASSPHRASE")

    call_command("backup", str(place / "out.zip"))

    assert "without keys: set BACKUP_PASSPHRASE to take them along" in capsys.readouterr().out
    with zipfile.ZipFile(place / "out.zip") as archive:
        assert "keys" not in archive.namelist()
        assert json.loads(archive.read(MANIFEST))["has_keys"] is False
