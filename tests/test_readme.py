"""The first README and the code name the same commands, settings and targets."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
PACKAGES = ("cms", "courses", "assessments")


def test_every_command_of_ours_is_in_the_readme() -> None:
    ours = {
        name for name, app in get_commands().items() if str(app).startswith(tuple(f"{p}." for p in PACKAGES))
    }

    assert {name for name in ours if f"manage.py {name}" not in README} == set()


def test_every_variable_that_the_settings_read_is_in_the_readme() -> None:
    read = set()
    for path in (ROOT / "cms/settings").glob("*.py"):
        read |= set(re.findall(r"(?:env\.\w+\(|needed\(|environ\.get\()\"([A-Z_]+)\"", path.read_text()))

    assert read
    assert {name for name in read if f"`{name}`" not in README} == set()


def test_every_target_of_make_is_in_the_readme() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert {name for name in targets if f"make {name}" not in README} == set()


def test_every_file_that_it_links_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert {link for link in links if not (ROOT / link).exists()} == set()
