import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.operations.supervisor import LEAST_ROOM, CannotStart, check_room
from tests.cms.operations.platform import (
    PARTS,
    ROOT,
    Platform,
    eventually,
    free_port,
    new_platform,
    processes,
)
from tests.conftest import ON_SQLITE

pytestmark = pytest.mark.skipif(
    not ON_SQLITE, reason="it makes installations of its own and ran with SQLite's tests"
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, migrated_database: Path) -> Iterator[Platform]:
    platform = new_platform(tmp_path_factory.mktemp("data"), migrated_database).start()
    try:
        eventually(platform.is_ready)
        yield platform
    finally:
        platform.end()


def test_everything_is_there_and_its_address_is_said(running: Platform) -> None:
    readiness = running.readiness()

    del readiness["last_sweep"]
    assert readiness == {
        "database": True,
        "broker": True,
        "worker": True,
        "beat": True,
        "oldest_due_job": None,
        "queues": {"sweep": 0, "delivery": 0, "rendering": 0},
        "maintenance": False,
    }
    assert running.ask("/healthz") == (200, "alive\n")
    eventually(lambda: f"http://127.0.0.1:{running.port}/" in running.said())


@pytest.mark.parametrize("name", list(PARTS))
def test_a_killed_part_comes_back(running: Platform, name: str) -> None:
    before = eventually(lambda: running.part(name))

    os.kill(before, signal.SIGKILL)

    assert eventually(lambda: running.part(name) not in (0, before))
    eventually(running.is_ready)
    assert before not in {pid for pid, _, _ in processes()}


def test_a_killed_child_of_the_worker_comes_back(running: Platform) -> None:
    def children() -> set[int]:
        worker = running.part("delivery")
        return {pid for pid, parent, _ in processes() if parent == worker}

    eventually(running.is_ready)
    killed = eventually(lambda: min(children(), default=0))

    os.kill(killed, signal.SIGKILL)

    eventually(lambda: killed not in children() and len(children()) == 2)
    eventually(running.is_ready)


def test_a_second_server_on_the_same_data_is_refused(running: Platform) -> None:
    environment = {"DATA": str(running.data), "DJANGO_SETTINGS_MODULE": "cms.settings.local"}
    second = subprocess.run(
        [sys.executable, "-m", "cms.operations.supervisor"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert second.returncode == 1
    assert second.stderr.splitlines() == [
        f"Another server is running on the data folder {running.data}. Stop it, or choose another folder with DATA=."
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_of_a_server_that_ended(
    tmp_path: Path, migrated_database: Path, number: signal.Signals
) -> None:
    platform = new_platform(tmp_path / "data", migrated_database).start()
    eventually(platform.is_ready)
    family = platform.family()
    assert len(family) > len(PARTS)

    code = platform.end(number)

    assert code == (0 if number == signal.SIGTERM else -signal.SIGKILL)
    eventually(lambda: family.isdisjoint(pid for pid, _, _ in processes()), patience=10)


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path, migrated_database: Path) -> None:
    platform = new_platform(tmp_path / "data", migrated_database)
    with socket.socket() as other:
        other.bind(("127.0.0.1", platform.port))
        other.listen()

        process = platform.start().process

        assert process is not None
        assert process.wait(60) == 1
    assert platform.said().splitlines() == [
        f"Port {platform.port} is taken by another program. Choose another, for example: make run PORT=8001"
    ]


def test_an_unusable_data_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    platform = Platform(tmp_path, 0)

    process = platform.start(DATA=str(tmp_path / "file" / "data")).process

    assert process is not None
    assert process.wait(60) == 1
    assert platform.said().startswith("The data folder can't be used: Not a directory")


def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path) -> None:
    check_room(tmp_path, LEAST_ROOM)

    with pytest.raises(CannotStart, match=r"The disk is full: .* has 3 MB left and 100 MB are needed"):
        check_room(tmp_path, 3 * 2**20)


def test_a_preparation_that_fails_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    platform = Platform(tmp_path, free_port())
    (tmp_path / "db.sqlite3").write_text("this is no database")

    process = platform.start().process

    assert process is not None
    assert process.wait(60) == 1
    assert "The database can't be prepared: file is not a database." in platform.said()
    eventually(lambda: not [line for _, _, line in processes() if str(tmp_path) in line], patience=10)


def test_an_old_python_is_said_in_a_sentence(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    made = subprocess.run(
        ["make", "run", f"PYTHON={old}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert made.returncode != 0
    assert made.stderr.splitlines()[0].startswith("Python 3.11 or newer is needed")
    assert not (tmp_path / ".venv").exists()
