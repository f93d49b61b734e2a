import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {
    "DATABASE_URL": "postgres://user:word@127.0.0.1/training",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "SECRET_KEY": "kZ3vQ8wX1nR6tY0uI5oP2aS7dF4gH9jKlM-cVbNqWeRtYuIoPzXc",
    "SITE_URL": "https://training.example.org",
    "EMAIL_URL": "smtp+tls://user:word@127.0.0.1:587",
}


def start(program: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=bare | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def production(**changed: str) -> subprocess.CompletedProcess[str]:
    return start(
        "import cms.settings.production as it; print(it.ALLOWED_HOSTS, it.EMAIL_HOST)", WHOLE | changed
    )


def test_production_starts_with_everything_set() -> None:
    assert production().stdout == "['training.example.org'] 127.0.0.1\n"


@pytest.mark.parametrize("name", list(WHOLE))
def test_production_names_what_is_not_set(name: str) -> None:
    answer = production(**{name: ""})

    assert answer.returncode == 1
    assert f"ImproperlyConfigured: {name} is not set. It names " in answer.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", "a" * 60, "SECRET_KEY is too weak."),
        ("SITE_URL", "http://training.example.org", "SITE_URL must begin with https://"),
        ("SITE_URL", "https://example.org/training", "SITE_URL must begin with https:// and have no path."),
        ("DATABASE_URL", "sqlite:///db.sqlite3", "DATABASE_URL names no PostgreSQL."),
    ],
)
def test_production_names_what_is_weak(name: str, value: str, reason: str) -> None:
    answer = production(**{name: value})

    assert answer.returncode == 1
    assert reason in answer.stderr.splitlines()[-1]


def test_the_embedded_default_needs_nothing_and_keeps_its_key(tmp_path: Path) -> None:
    program = "import cms.settings.local as it; print(it.SECRET_KEY, it.DATABASES['default']['NAME'])"
    own = {"DATA": str(tmp_path / "new folder")}

    first, second = start(program, own), start(program, own)

    assert first.stderr == ""
    assert first.stdout == second.stdout
    key, _, database = first.stdout.strip().partition(" ")
    assert len(key) >= 50
    assert database == str(tmp_path / "new folder" / "db.sqlite3")
    assert (tmp_path / "new folder" / "secret-key").stat().st_mode & 0o077 == 0


def test_production_protects_accounts_unless_it_is_told_otherwise() -> None:
    program = (
        "import cms.settings.production as it;"
        "print(it.SECOND_FACTOR_REQUIRED, it.ALLAUTH_TRUSTED_PROXY_COUNT, it.PRIVACY_CONTACT)"
    )
    told = {
        "SECOND_FACTOR_REQUIRED": "off",
        "TRUSTED_PROXIES": "2",
        "PRIVACY_CONTACT": "data@example.org",
    }

    assert start(program, WHOLE).stdout == "True 1 privacy@training.example.org\n"
    assert start(program, WHOLE | told).stdout == "False 2 data@example.org\n"
