"""As much of S3 as django-storages asks for: objects under one bucket, kept in memory, with the name of each request."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Bucket(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.asked: list[tuple[str, str, str]] = []

    @property
    def media(self) -> str:
        return f"s3+http://key:secret@127.0.0.1:{self.server_port}/training?region=eu-west-3"


class _Handler(BaseHTTPRequestHandler):
    server: Bucket

    def _key(self) -> str:
        path = unquote(urlsplit(self.path).path)
        self.server.asked.append((self.command, path, self.headers.get("Authorization", "")))
        return path.removeprefix("/training").lstrip("/")

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Thu, 01 Oct 2026 12:00:00 GMT")
        self.send_header("ETag", '"tag"')
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        key = self._key()
        self.server.objects[key] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_GET(self) -> None:
        key = self._key()
        if not key:
            self._list(parse_qs(urlsplit(self.path).query))
        elif key in self.server.objects:
            self._answer(200, self.server.objects[key])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    do_HEAD = do_GET  # noqa: N815 -- as http.server calls it

    def do_DELETE(self) -> None:
        self.server.objects.pop(self._key(), None)
        self._answer(204)

    def _list(self, query: dict[str, list[str]]) -> None:
        prefix = query.get("prefix", [""])[0]
        folders, files = set(), []
        for key in sorted(self.server.objects):
            if key.startswith(prefix):
                head, slash, _rest = key[len(prefix) :].partition("/")
                if slash:
                    folders.add(prefix + head + "/")
                else:
                    files.append(key)
        body = "".join(
            f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>" for one in sorted(folders)
        )
        body += "".join(f"<Contents><Key>{escape(one)}</Key></Contents>" for one in files)
        self._answer(
            200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{body}</ListBucketResult>".encode()
        )

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bucket_server() -> Iterator[Bucket]:
    with Bucket() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
