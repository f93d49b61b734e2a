"""Where things are kept, as one address each says it: the database, the caches, files."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import environ


def databases(url: str) -> dict[str, dict[str, Any]]:
    """The database of a URL, and `snapshot`: the same one, for consistent reading only."""
    default: dict[str, Any] = environ.Env.db_url_config(url)
    snapshot: dict[str, Any] = {**default, "TEST": {"MIRROR": "default"}}
    if default["ENGINE"] == "django.db.backends.sqlite3":
        pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;"
        default["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
        snapshot["OPTIONS"] = {
            "transaction_mode": "DEFERRED",
            "timeout": 20,
            "init_command": pragmas + "PRAGMA query_only=ON;",
        }
    else:
        # A page says after seconds that the database is away, not after minutes.
        options = {"connect_timeout": 5, **default.get("OPTIONS", {})}
        default |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
        snapshot |= {
            "OPTIONS": options
            | {
                "options": r"-c default_transaction_isolation=repeatable\ read"
                " -c default_transaction_read_only=on"
            }
        }
    return {"default": default, "snapshot": snapshot}


def caches(url: str | None) -> dict[str, dict[str, Any]]:
    """`default` and `fragments` (rendered lessons, never invalidated): two stores, so that neither pushes the other out.

    A Redis that is away is done without.
    """
    if url is None:
        memory = "django.core.cache.backends.locmem.LocMemCache"
        return {
            "default": {"BACKEND": memory, "LOCATION": "default"},
            "fragments": {"BACKEND": memory, "LOCATION": "fragments", "OPTIONS": {"MAX_ENTRIES": 5000}},
        }
    redis = {
        "BACKEND": "cms.core.patient_cache.PatientRedisCache",
        "LOCATION": url,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    }
    return {"default": redis | {"KEY_PREFIX": "cms"}, "fragments": redis | {"KEY_PREFIX": "fragments"}}


def storages(media: str) -> dict[str, dict[str, Any]]:
    """`default` (pictures, documents) and `private` (what one person may have), in a folder or in a bucket of S3's kind.

    A folder's `default` is MEDIA_ROOT, to be set beside. s3://key:secret@host/bucket?region=name; key and secret
    with %-escapes where they need them.
    """
    if media.startswith("/"):
        disk = "django.core.files.storage.FileSystemStorage"
        return {
            "default": {"BACKEND": disk},
            "private": {"BACKEND": disk, "OPTIONS": {"location": f"{media}/private", "base_url": None}},
        }
    url = urlsplit(media)
    door = {
        "access_key": unquote(url.username or ""),
        "secret_key": unquote(url.password or ""),
        "endpoint_url": f"{'http' if url.scheme == 's3+http' else 'https'}://{url.netloc.rpartition('@')[2]}",
        "region_name": parse_qs(url.query).get("region", ["us-east-1"])[0],
        "bucket_name": url.path.strip("/"),
    }
    bucket = "cms.core.bucket.Bucket"
    return {
        "default": {"BACKEND": bucket, "OPTIONS": door | {"location": "media"}},
        "private": {"BACKEND": bucket, "OPTIONS": door | {"location": "private", "has_addresses": False}},
    }
