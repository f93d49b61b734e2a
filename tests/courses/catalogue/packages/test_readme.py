"""The example in the README is a package that imports."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from courses.catalogue.models import Step
from courses.catalogue.packages import files, images, lessons, package, texts
from courses.catalogue.packages.package import read_package
from tests.courses.catalogue.packages.samples import write_folder

README = (Path(settings.BASE_DIR) / "courses/catalogue/packages/README.md").read_text()
FILE = re.compile(r"^\*\*`(?P<name>[^`]+)`\*\*.*?^```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_example_is_read_without_a_problem(tmp_path: Path) -> None:
    example = {found["name"]: found["text"] for found in FILE.finditer(README)}
    read = read_package(write_folder(tmp_path, example), kinds=Step.kinds())
    assert [(step.part.id, step.part.kind) for step in read.steps] == [
        ("what-to-say", "lesson"),
        ("quiz", "quiz"),
    ]
    assert set(read.images) == {"images/way.svg"}


def test_kinds_and_limits_are_those_of_the_code() -> None:
    kinds = re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)
    assert set(kinds) == set(lessons.KINDS) - {"heading"}
    mb = 1024 * 1024
    assert (
        f"At most {files.MOST_ENTRIES:,} files, {files.MOST_BYTES // mb} MB together,"
        f" {files.MOST_BYTES_OF_A_FILE // mb} MB a file, {texts.MOST_BYTES_OF_A_TEXT // 1024} kB a text,"
        f" {package.MOST_STEPS} steps"
    ) in README
    assert (
        f"{images.MOST_BYTES_OF_A_PICTURE // mb} MB and {images.MOST_PIXELS // 1_000_000} million pixels,"
        f" {images.MOST_BYTES_OF_A_DRAWING // 1024} kB for a drawing"
    ) in README
