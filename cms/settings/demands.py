"""What production asks of its environment: everything that is missing or weak, each in one sentence, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, parse_qs, urlsplit

from cms.settings.mail import pace

Variables = Mapping[str, str]

NEEDED = {
    "DATABASE_URL": "the PostgreSQL database, postgres://user:password@host/name",
    "REDIS_URL": "the broker, redis://host:6379/0",
    "SECRET_KEY": "at least 50 characters of chance that nobody else knows",
    "SITE_URL": "the address that people type, https://training.example.org",
    "EMAIL_URL": "the mail server, smtp+tls://user:password@host:587",
}
POSTGRESQL = frozenset({"postgres", "postgresql", "psql", "pgsql"})
REDIS = frozenset({"redis", "rediss"})
ENCRYPTED_MAIL = frozenset({"smtps", "smtp+tls", "smtp+ssl"})
# What examples and generators write where a key belongs.
NO_SECRETS = ("insecure", "change", "secret", "example", "password", "only for tests")


def problems(variables: Variables) -> list[str]:
    """Sentences that name what is missing or weak, in the order of the README's table; empty when production may start."""
    return [sentence for check in CHECKS for sentence in check(variables)]


def listed(value: str) -> list[str]:
    return [each.strip() for each in value.split(",") if each.strip()]


def _given(variables: Variables, name: str) -> str:
    return variables.get(name, "").strip()


def _missing(variables: Variables) -> Iterator[str]:
    for name, what in NEEDED.items():
        if not _given(variables, name):
            yield f"{name} is not set. It names {what}."


def _secret_key(variables: Variables) -> Iterator[str]:
    key = _given(variables, "SECRET_KEY")
    if key and (len(key) < 50 or len(set(key)) < 10 or any(word in key.lower() for word in NO_SECRETS)):
        yield f"SECRET_KEY is too weak. It needs {NEEDED['SECRET_KEY']}."


def _site(variables: Variables) -> Iterator[str]:
    address = _given(variables, "SITE_URL").rstrip("/")
    parts = _split(address)
    if address and (
        parts.scheme != "https" or not parts.hostname or parts.geturl() != f"https://{parts.netloc}"
    ):
        yield f"SITE_URL must begin with https:// and have no path. It names {NEEDED['SITE_URL']}."


def _hosts(variables: Variables) -> Iterator[str]:
    hosts = listed(_given(variables, "ALLOWED_HOSTS"))
    if _given(variables, "ALLOWED_HOSTS") and not hosts:
        yield "ALLOWED_HOSTS names no host. Leave it out for the host of SITE_URL, or name hosts with commas between them."
    if any(host.strip(".") in {"*", ""} for host in hosts):
        yield "ALLOWED_HOSTS lets every host in. Name those by which the site is known, with commas between them."


def _database(variables: Variables) -> Iterator[str]:
    url = _split(_given(variables, "DATABASE_URL"))
    if url.geturl() and (url.scheme not in POSTGRESQL or not url.path.strip("/")):
        yield f"DATABASE_URL names no PostgreSQL database. It names {NEEDED['DATABASE_URL']}."


def _redis(variables: Variables) -> Iterator[str]:
    for name in ("REDIS_URL", "CACHE_URL"):
        url = _split(_given(variables, name))
        if url.geturl() and (url.scheme not in REDIS or not url.hostname):
            yield f"{name} names no Redis. It looks like redis://host:6379/0."


def _mail(variables: Variables) -> Iterator[str]:
    url = _split(_given(variables, "EMAIL_URL"))
    if not url.geturl():
        return
    if url.scheme not in ENCRYPTED_MAIL | {"smtp"} or not url.hostname:
        yield f"EMAIL_URL names no mail server. It names {NEEDED['EMAIL_URL']}."
    elif url.scheme == "smtp" and not _is_local(url.hostname):
        yield "EMAIL_URL would send passwords and letters in the clear. Write smtp+tls:// or smtp+ssl:// instead of smtp://."


def _hours(variables: Variables) -> Iterator[str]:
    pace_said, quiet = _given(variables, "MAIL_PACE"), _given(variables, "QUIET_HOURS")
    try:
        pace(pace_said, {})
    except ValueError:
        yield "MAIL_PACE says no number of e-mails a minute. It looks like 600, or gmail.com=300,*=600."
    if quiet and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", quiet):
        yield "QUIET_HOURS says no hours. It looks like 21:00-07:00; empty means that no hour is quiet."


def _sender(variables: Variables) -> Iterator[str]:
    sender = _given(variables, "DEFAULT_FROM_EMAIL")
    if sender and "@" not in sender:
        yield "DEFAULT_FROM_EMAIL is no e-mail address. It looks like Training <training@example.org>."


def _media(variables: Variables) -> Iterator[str]:
    media = _given(variables, "MEDIA")
    if not media or media.startswith("/"):
        return
    url = _split(media)
    if url.scheme not in {"s3", "s3+http"} or not all(
        (url.hostname, url.username, url.password, url.path.strip("/"))
    ):
        yield "MEDIA names neither a folder nor a bucket. It is a whole path or s3://key:secret@host/bucket?region=name."
    elif url.scheme == "s3+http" and not _is_local(url.hostname):
        yield "MEDIA would send files in the clear. Write s3:// instead of s3+http://."
    elif set(parse_qs(url.query)) - {"region"}:
        yield "MEDIA says something besides region= after its question mark, which nothing reads. Leave it out."


def _proxies(variables: Variables) -> Iterator[str]:
    for each in listed(_given(variables, "TRUSTED_PROXIES")):
        try:
            ip_network(each)
        except ValueError:
            yield f"TRUSTED_PROXIES holds “{each}”, which is no address and no network. They look like 10.0.0.7 or 10.0.0.0/8."


CHECKS: tuple[Callable[[Variables], Iterator[str]], ...] = (
    _missing,
    _secret_key,
    _site,
    _hosts,
    _database,
    _redis,
    _mail,
    _hours,
    _sender,
    _media,
    _proxies,
)


def _split(address: str) -> SplitResult:
    """Of something that is no address, a result without scheme and host."""
    try:
        parts = urlsplit(address)
        # Reading a port that is no number raises as well.
        return parts if parts.port is None or parts.port else urlsplit("?" + address)
    except ValueError:
        return urlsplit("?" + address)


def _is_local(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False
