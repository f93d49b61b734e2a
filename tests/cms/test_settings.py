import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cms.settings.demands import NEEDED, problems
from cms.settings.stores import storages

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {
    "DATABASE_URL": "postgres://user:word@127.0.0.1/training",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "SECRET_KEY": "kZ3vQ8wX1nR6tY0uI5oP2aS7dF4gH9jKlM-cVbNqWeRtYuIoPzXc",
    "SITE_URL": "https://training.example.org",
    "EMAIL_URL": "smtp+tls://user:word@127.0.0.1:587",
}


def start(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=bare | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def in_production(program: str, **changed: str) -> subprocess.CompletedProcess[str]:
    return start("-c", f"import cms.settings.production as it; print({program})", **WHOLE | changed)


# Production


def test_production_starts_with_everything_set() -> None:
    answer = in_production(
        "it.ALLOWED_HOSTS, it.EMAIL_HOST, it.STORAGES['private']['OPTIONS']['location']", DATA="/srv"
    )

    assert (answer.stdout, answer.stderr) == ("['training.example.org'] 127.0.0.1 /srv/private\n", "")


def test_its_check_for_deployment_finds_nothing(tmp_path: Path) -> None:
    environment = WHOLE | {"DJANGO_SETTINGS_MODULE": "cms.settings.production", "DATA": str(tmp_path)}

    answer = start("manage.py", "check", "--deploy", "--fail-level", "INFO", **environment)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == "System check identified no issues (4 silenced).\n"


def test_a_start_names_everything_at_once() -> None:
    answer = start("manage.py", "check", DJANGO_SETTINGS_MODULE="cms.settings.production", ALLOWED_HOSTS="*")

    assert answer.returncode == 1
    said = [f"{name} is not set. It names {what}." for name, what in NEEDED.items()]
    assert answer.stderr.splitlines() == [
        *said,
        "ALLOWED_HOSTS lets every host in. Name those by which the site is known, with commas between them.",
    ]


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", ["", "  ", None])
def test_what_is_not_set_is_named(name: str, value: str | None) -> None:
    given = {other: said for other, said in WHOLE.items() if other != name} | ({name: value} if value else {})

    assert problems(given) == [f"{name} is not set. It names {NEEDED[name]}."]


BUCKET = "s3://key:secret@storage.example.org"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", WHOLE["SECRET_KEY"][:49], "is too weak."),
        ("SECRET_KEY", "abcdefghi" * 6, "is too weak."),
        ("SECRET_KEY", "django-insecure-" + WHOLE["SECRET_KEY"], "is too weak."),
        ("SECRET_KEY", "change-me-" + WHOLE["SECRET_KEY"], "is too weak."),
        ("SITE_URL", "http://training.example.org", "must begin with https:// and have no path."),
        ("SITE_URL", "https://example.org/training", "must begin with https:// and have no path."),
        ("SITE_URL", "https://example.org?a=b", "must begin with https:// and have no path."),
        ("SITE_URL", "https://", "must begin with https:// and have no path."),
        ("SITE_URL", "training.example.org", "must begin with https:// and have no path."),
        ("ALLOWED_HOSTS", "*", "lets every host in."),
        ("ALLOWED_HOSTS", "training.example.org, *", "lets every host in."),
        ("ALLOWED_HOSTS", ".", "lets every host in."),
        ("ALLOWED_HOSTS", " , ", "names no host."),
        ("DATABASE_URL", "sqlite:///db.sqlite3", "names no PostgreSQL database."),
        ("DATABASE_URL", "postgres://user:word@127.0.0.1/", "names no PostgreSQL database."),
        ("DATABASE_URL", "postgres://user:word@127.0.0.1:port/training", "names no PostgreSQL database."),
        ("DATABASE_URL", "training", "names no PostgreSQL database."),
        ("REDIS_URL", "memory://", "names no Redis."),
        ("REDIS_URL", "127.0.0.1:6379", "names no Redis."),
        ("CACHE_URL", "memcached://127.0.0.1", "names no Redis."),
        (
            "EMAIL_URL",
            "smtp://user:word@mail.example.org:25",
            "would send passwords and letters in the clear.",
        ),
        ("EMAIL_URL", "consolemail://", "names no mail server."),
        ("EMAIL_URL", "smtp+tls://", "names no mail server."),
        ("DEFAULT_FROM_EMAIL", "Training", "is no e-mail address."),
        ("MEDIA", "files", "names neither a folder nor a bucket."),
        ("MEDIA", "s3://storage.example.org/training", "names neither a folder nor a bucket."),
        ("MEDIA", BUCKET, "names neither a folder nor a bucket."),
        ("MEDIA", BUCKET.replace("s3:", "s3+http:") + "/training", "would send files in the clear."),
        ("MEDIA", BUCKET + "/training?acl=public-read", "says something besides region="),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy.example.org", "holds “proxy.example.org”,"),
    ],
)
def test_what_is_weak_is_named(name: str, value: str, reason: str) -> None:
    [sentence] = problems(WHOLE | {name: value})

    assert sentence.startswith(f"{name} {reason}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "training.example.org, .training.example.org"),
        ("SITE_URL", "https://training.example.org/"),
        ("SITE_URL", "https://training.example.org:8443"),
        ("DATABASE_URL", "postgresql:///training?host=/run/postgresql"),
        ("CACHE_URL", "rediss://:word@cache.example.org:6380/1"),
        ("EMAIL_URL", "smtp://localhost"),
        ("EMAIL_URL", "smtp+ssl://user:word@mail.example.org:465"),
        ("DEFAULT_FROM_EMAIL", "Training <training@example.org>"),
        ("MEDIA", "/srv/files"),
        ("MEDIA", BUCKET + ":9000/training?region=eu-west-3"),
        ("MEDIA", "s3+http://key:secret@127.0.0.1:9000/training"),
        ("TRUSTED_PROXIES", "10.0.0.7, fd00::/8"),
    ],
)
def test_what_is_sound_is_taken(name: str, value: str) -> None:
    assert problems(WHOLE | {name: value}) == []


def test_a_bucket_is_described_by_one_address() -> None:
    found: Any = storages("s3://key:se%2Fcret@storage.example.org:9000/training?region=eu-west-3")

    assert {name: one["BACKEND"] for name, one in found.items()} == dict.fromkeys(
        ("default", "private"), "cms.core.bucket.Bucket"
    )
    assert found["default"]["OPTIONS"] == {
        "access_key": "key",
        "secret_key": "se/cret",
        "endpoint_url": "https://storage.example.org:9000",
        "region_name": "eu-west-3",
        "bucket_name": "training",
        "location": "media",
    }


# The embedded default


def test_the_embedded_default_needs_nothing_and_keeps_its_key(tmp_path: Path) -> None:
    program = "import cms.settings.local as it; print(it.SECRET_KEY, it.DATABASES['default']['NAME'])"
    own = {"DATA": str(tmp_path / "new folder")}

    first, second = start("-c", program, **own), start("-c", program, **own)

    assert first.stderr == ""
    assert first.stdout == second.stdout
    key, _, database = first.stdout.strip().partition(" ")
    assert len(key) >= 50
    assert database == str(tmp_path / "new folder" / "db.sqlite3")
    assert (tmp_path / "new folder" / "secret-key").stat().st_mode & 0o077 == 0


def test_production_protects_accounts_unless_it_is_told_otherwise() -> None:
    program = "it.SECOND_FACTOR_REQUIRED, it.PRIVACY_CONTACT"
    told = {"SECOND_FACTOR_REQUIRED": "off", "PRIVACY_CONTACT": "data@example.org"}
    assert in_production(program).stdout == "True privacy@training.example.org\n"
    assert in_production(program, **told).stdout == "False data@example.org\n"
