"""A file that is broken, foreign, newer or hostile is refused with a sentence, and nothing was written."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from cms.operations.backup import Refused, checking
from cms.operations.backup.checking import is_sound_name, opened
from cms.operations.backup.files import names_in
from cms.people.models import User
from tests.cms.operations.backup.conftest import Kept
from tests.cms.operations.backup.rewriting import MANIFEST, Change, Members, rewritten


def refusal(path: Path) -> str:
    with pytest.raises(CommandError) as problem:
        call_command("restore", str(path))
    assert not User.objects.exists()
    assert [name for alias in ("default", "private") for name in names_in(storages[alias])] == []
    said = str(problem.value)
    assert said.startswith("Nothing was restored: ")
    assert "\n" not in said
    return said


def with_member(name: str) -> Change:
    def change(members: Members, _: dict[str, Any]) -> None:
        members[name] = b"x"

    return change


def listing(**changed: Any) -> Change:
    def change(_: Members, listed: dict[str, Any]) -> None:
        listed.update(changed)

    return change


def of_another_state(members: Members, listed: dict[str, Any]) -> None:
    listed["state"]["people"] = "9999_of_the_future"


def with_rows(*lines: bytes) -> Change:
    def change(members: Members, listed: dict[str, Any]) -> None:
        members["database/people_user.jsonl"] = b"".join(line + b"\n" for line in lines)
        listed["rows"]["people_user"] = len(lines)

    return change


def without_a_row(members: Members, listed: dict[str, Any]) -> None:
    name = "database/people_user.jsonl"
    members[name] = members[name].partition(b"\n")[2]


def without_a_file(members: Members, listed: dict[str, Any]) -> None:
    del members[next(name for name in members if name.startswith("private/"))]


def with_an_unknown_kind(members: Members, listed: dict[str, Any]) -> None:
    listed["tables"][0]["columns"][0]["kind"] = "PointField"


def with_a_table_twice(members: Members, listed: dict[str, Any]) -> None:
    listed["tables"].append(listed["tables"][0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (listing(format="something else"), "is no backup of this platform"),
        (listing(version=2), "made by a newer release"),
        (listing(release="99.0"), "made by release 99.0, and this is 0.1.0"),
        (of_another_state, "does not know its tables. Install that release first."),
        (listing(rows=None), "list of contents is damaged"),
        (listing(tables=[{"name": 1}]), "list of contents is damaged"),
        (listing(has_keys=False), "what it holds is not what it lists"),
        (with_an_unknown_kind, "a kind that is not known here: PointField"),
        (with_a_table_twice, "what it holds is not what it lists"),
        (without_a_row, "rows of people_user are missing"),
        (with_rows(b"no json"), "people_user.jsonl holds something else than rows"),
        (with_rows(b"{}"), "people_user.jsonl holds something else than rows"),
        (with_rows(b"[1]"), "people_user.jsonl holds something else than rows"),
        (with_rows(b"[" * 100_000), "people_user.jsonl holds something else than rows"),
        (with_member("media/../../escaped"), "something else than plain files: 'media/../../escaped'"),
        (with_member("/etc/passwd"), "something else than plain files"),
        (with_member("media//etc"), "something else than plain files"),
        (with_member("media/a\\..\\b"), "something else than plain files"),
        (with_member("media/C:evil"), "something else than plain files"),
        (with_member("elsewhere/file"), "something else than plain files"),
        (with_member("database/../people.jsonl"), "something else than plain files"),
        (with_member("database/unlisted.jsonl"), "what it holds is not what it lists"),
        (with_member("media/folder/"), "something else than plain files"),
    ],
)
def test_a_file_that_lies_is_refused(kept: Kept, place: Path, change: Change, reason: str) -> None:
    assert reason in refusal(rewritten(kept.path, place / "in.zip", change))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (without_a_file, "what it holds is not what it lists"),
        (without_a_row, "what it holds is not what it lists"),
        (with_member("media/unlisted"), "what it holds is not what it lists"),
    ],
)
def test_what_is_not_as_listed_is_refused(kept: Kept, place: Path, change: Change, reason: str) -> None:
    assert reason in refusal(rewritten(kept.path, place / "in.zip", change, honest=False))


@pytest.mark.django_db
def test_content_with_another_hash_is_refused(kept: Kept, place: Path) -> None:
    def change(members: Members, listed: dict[str, Any]) -> None:
        name = next(name for name in members if name.startswith("private/"))
        members[name] = bytes(reversed(members[name]))

    said = refusal(rewritten(kept.path, place / "in.zip", change, honest=False))

    assert "is not what was written" in said


@pytest.mark.django_db
def test_a_row_that_no_column_takes_leaves_everything_as_it_was(kept: Kept, place: Path) -> None:
    def change(members: Members, listed: dict[str, Any]) -> None:
        [table] = [table for table in listed["tables"] if table["name"] == "people_user"]
        place = [column["name"] for column in table["columns"]].index("date_joined")
        rows = [json.loads(line) for line in members["database/people_user.jsonl"].splitlines()]
        rows[-1][place] = "yesterday"
        members["database/people_user.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    said = refusal(rewritten(kept.path, place / "in.zip", change))

    assert "the database is as it was: date_joined holds something else than a DateTimeField" in said


@pytest.mark.django_db
def test_rows_that_do_not_fit_together_leave_everything_as_it_was(kept: Kept, place: Path) -> None:
    said = refusal(rewritten(kept.path, place / "in.zip", with_rows()))

    assert "the database is as it was: " in said


@pytest.mark.django_db
@pytest.mark.parametrize("share", [0, 1, 50, 97])
def test_a_file_that_is_cut_off_is_refused(kept: Kept, place: Path, share: int) -> None:
    whole = kept.path.read_bytes()
    cut = place / "in.zip"
    cut.write_bytes(whole[: len(whole) * share // 100])

    assert "no backup of this platform, or it is cut off" in refusal(cut)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [b"", b"hello", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_something_else_is_refused(place: Path, text: bytes) -> None:
    (place / "in.zip").write_bytes(text)

    assert "no backup of this platform" in refusal(place / "in.zip")


@pytest.mark.django_db
def test_what_is_not_there_and_a_folder_are_refused(place: Path) -> None:
    assert "There is no file" in refusal(place / "in.zip")
    assert "Is a directory" in refusal(place)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFBLK])
def test_links_and_devices_are_refused(kept: Kept, place: Path, kind: int) -> None:
    out = place / "in.zip"
    with zipfile.ZipFile(kept.path) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename.startswith("private/"):
                info.external_attr = (kind | 0o777) << 16
            target.writestr(info, content)

    assert "something else than plain files" in refusal(out)


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(kept: Kept, place: Path) -> None:
    out = place / "in.zip"
    out.write_bytes(kept.path.read_bytes())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(MANIFEST, b"{}")

    assert "two files of one name" in refusal(out)


@pytest.mark.django_db
def test_a_file_that_would_grow_beyond_measure_is_refused(
    kept: Kept, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "ALWAYS_ALLOWED", 0)

    def change(members: Members, listed: dict[str, Any]) -> None:
        members["media/bomb"] = bytes(50_000_000)

    assert "grow beyond all measure" in refusal(rewritten(kept.path, place / "in.zip", change))


@pytest.mark.django_db
def test_a_size_that_is_a_lie_unpacks_no_more_than_it_says(kept: Kept, place: Path) -> None:
    """List and zip directory say one byte, a thousand are packed: reading stops after the one."""

    def change(members: Members, listed: dict[str, Any]) -> None:
        members["media/lie"] = b"x" * 1000
        listed["members"]["media/lie"] = {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}

    out = rewritten(kept.path, place / "in.zip", change, honest=False)
    text = bytearray(out.read_bytes())
    # A directory's entry holds the size 22 bytes before the name.
    at = text.rindex(b"media/lie") - 22
    assert text[at : at + 4] == (1000).to_bytes(4, "little")
    text[at : at + 4] = (1).to_bytes(4, "little")
    out.write_bytes(text)

    assert "media/lie can't be read" in refusal(out)


@pytest.mark.django_db
def test_a_disk_without_room_is_told(kept: Kept, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking.shutil, "disk_usage", lambda _: checking.shutil._ntuple_diskusage(9, 9, 9))

    assert "Make room first." in refusal(kept.path)


@given(st.text(max_size=30))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    folder = Path("/kept/media")
    if is_sound_name(f"media/{name}"):
        assert folder in (folder / name).resolve().parents


def test_an_honest_file_is_read_from_end_to_end(kept: Kept) -> None:
    with opened(kept.path) as archive:
        archive.check()
        assert archive.listed.has_keys
    with pytest.raises(Refused), opened(kept.path.parent / "other.zip"):
        raise AssertionError
