"""Places to restore into: a folder with SQLite, or PostgreSQL in production; each worked on by processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[4]
SERVER = "postgres://postgres@127.0.0.1:5432"
REDIS = "redis://127.0.0.1:6379/13"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "REDIS_URL": REDIS,
    "SECRET_KEY": "kZ3vQ8wX1nR6tY0uI5oP2aS7dF4gH9jKlM-cVbNqWeRtYuIoPzXc",
    "SITE_URL": "https://training.example.org",
    "EMAIL_URL": "smtp://127.0.0.1:2525",
}


@dataclass(frozen=True)
class Place:
    data: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        own = {"DJANGO_SETTINGS_MODULE": "cms.settings.local", "DATA": str(self.data)} | self.environment
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=bare | own | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def manage(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *command, **environment)

    def visit(self, number: str) -> dict[str, Any]:
        done = self.run("-m", "tests.cms.operations.backup.visit", number)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def postgresql_place(data: Path, name: str) -> Iterator[Place]:
    """An empty database of its own, gone afterwards; the test is skipped where no server answers."""
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Place(data, PRODUCTION | {"DATABASE_URL": f"{SERVER}/{name}"})
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
