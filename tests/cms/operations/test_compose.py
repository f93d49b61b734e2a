"""Dockerfile and compose.yaml say what the code and the README say; what they start is started here without containers."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from cms.settings import demands

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "compose.yaml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
OURS = ("prepare", "web", "worker", "beat")
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


def test_workers_serve_every_queue() -> None:
    command = SERVICES["worker"]["command"]

    assert command[command.index("-Q") + 1].split(",") == settings.QUEUES


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
