"""Dockerfile and compose.yaml say what the code and the README say; what they start is started here without containers."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import yaml
from celery import current_app
from django.conf import settings

from cms.operations import parts
from cms.settings import demands

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "compose.yaml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
WORKERS = tuple(f"worker-{queue}" for queue in settings.QUEUES)
OURS = ("prepare", "web", *WORKERS, "beat")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
README = (ROOT / "README.md").read_text()


def test_everything_that_production_needs_is_there() -> None:
    assert set(SERVICES) == {"database", "broker", *OURS}
    for name in OURS:
        assert demands.NEEDED.keys() <= SERVICES[name]["environment"].keys()
    assert {name for name in OURS if SERVICES[name]["restart"] == "no"} == {"prepare"}
    kept = {volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert kept == set(yaml.safe_load(TEXT)["volumes"])


def test_each_variable_is_one_that_the_readme_names() -> None:
    named = set(re.findall(r"\$\{([A-Z_]+)", TEXT)) | {
        name for service in OURS for name in SERVICES[service]["environment"]
    }

    assert "POSTGRES_PASSWORD" in named
    assert {name for name in named if f"`{name}`" not in README} == set()


def test_each_queue_has_a_worker_of_its_own_as_in_the_embedded_installation() -> None:
    for part, (queue, name) in zip(parts.workers(0), zip(settings.QUEUES, WORKERS, strict=True), strict=True):
        command = SERVICES[name]["command"]
        assert command[command.index("-Q") + 1] == queue
        embedded = [word for word in part.command[1:] if word not in {"-l", "WARNING"}]
        assert embedded == command[1:]


def test_every_task_goes_to_a_queue_that_is_served() -> None:
    current_app.loader.import_default_modules()
    ours = [name for name in current_app.tasks if not name.startswith("celery.")]
    queues = {current_app.amqp.router.route({}, name)["queue"].name for name in ours}
    assert len(ours) > 8 and queues == set(settings.QUEUES)


def test_the_image_starts_what_compose_starts() -> None:
    [said] = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)

    assert json.loads(said) == SERVICES["web"]["command"]


def test_the_image_holds_what_it_copies_and_runs_as_nobody_special() -> None:
    copied = [
        shlex.split(line)[1]
        for line in DOCKERFILE.splitlines()
        if line.startswith("COPY ") and "--from" not in line
    ]
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert ignored[0] == "*"
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["platform"]
    assert "/healthz" in DOCKERFILE
