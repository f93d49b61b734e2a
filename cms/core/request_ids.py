"""One id for everything that a request causes: in its answer, in each line of the log, and in the tasks that it starts."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from celery import Task
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{7,63}")
# What the addresses of letters carry: whoever has it can act for somebody.
SECRET_ARGUMENTS = frozenset({"key", "token", "code", "uidb36"})

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the request that is answered, or of the one that caused this task; empty outside of both."""
    return _current.get()


class RequestIds:
    """Takes the id that a proxy of ours gave (TrustedProxies has removed anybody else's) or makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        token = _current.set(given if SANE.fullmatch(given) else uuid.uuid4().hex)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response[HEADER] = current()
            _log(request, response, milliseconds=round((time.monotonic() - began) * 1000))
            return response
        finally:
            _current.reset(token)


def _log(request: HttpRequest, response: HttpResponse, *, milliseconds: int) -> None:
    """A line for each answer of a view, instead of the web server's own, which would hold queries and tokens."""
    if request.resolver_match is None and response.status_code < 400:
        return
    logger.info(
        "Request answered",
        extra={
            "event": "request.answered",
            "method": request.method,
            "path": path_without_secrets(request),
            "status": response.status_code,
            "milliseconds": milliseconds,
        },
    )


def path_without_secrets(request: HttpRequest) -> str:
    path = request.path
    if request.resolver_match is not None:
        for name, value in request.resolver_match.kwargs.items():
            if name in SECRET_ARGUMENTS and value:
                path = path.replace(str(value), f"<{name}>")
    return path


@before_task_publish.connect
def send_along(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None and current():
        headers["request_id"] = current()


@task_prerun.connect
def take_over(task: Task, task_id: str, **_: Any) -> None:
    """A task that no request caused, such as the sweep, lends its own id to what it starts."""
    if not task.request.is_eager:
        _current.set(task.request.get("request_id") or task_id)


@task_postrun.connect
def lay_down(task: Task, **_: Any) -> None:
    if not task.request.is_eager:
        _current.set("")
