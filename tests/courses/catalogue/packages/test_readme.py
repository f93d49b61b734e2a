"""The example in the README is a package that imports."""

from __future__ import annotations

import io
import re
from pathlib import Path

from django.conf import settings
from PIL import Image

from courses.catalogue.contents import MOST_BYTES, Family
from courses.catalogue.models import Step
from courses.catalogue.packages import files, images, lessons, package, texts
from courses.catalogue.packages.package import read_package
from tests.courses.catalogue.contents.samples import CAPTIONS, FILM_WEBM, mp3
from tests.courses.catalogue.packages.samples import files_of, write_folder

README = (Path(settings.BASE_DIR) / "courses/catalogue/packages/README.md").read_text()
FILE = re.compile(r"^\*\*`(?P<name>[^`]+)`\*\*.*?^```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

FENCED = re.compile(r"^```markdown\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_example_is_read_without_a_problem(tmp_path: Path) -> None:
    example = {found["name"]: found["text"] for found in FILE.finditer(README)}
    read = read_package(write_folder(tmp_path, example), kinds=Step.kinds())
    assert [(step.part.id, step.part.kind) for step in read.steps] == [
        ("what-to-say", "lesson"),
        ("quiz", "quiz"),
    ]
    assert set(read.images) == {"images/way.svg"}
    assert set(read.files) == {"files/what-to-ask.en.txt", "files/what-to-ask.ar.txt"}


def test_the_blocks_shown_by_themselves_are_read_without_a_problem(tmp_path: Path) -> None:
    [blocks] = [text for text in FENCED.findall(README) if text.startswith(":::audio")]
    offered = {"files/call.mp3": mp3(), "files/way.webm": FILM_WEBM, "files/way.en.vtt": CAPTIONS.encode()}
    picture = io.BytesIO()
    Image.new("RGB", (160, 90)).save(picture, "PNG")
    package = files_of(blocks) | offered | {"images/way.png": picture.getvalue()}
    lesson = read_package(write_folder(tmp_path, package), kinds=Step.kinds()).steps[1].content
    assert [block.kind for block in lesson.texts["en"].blocks] == ["audio", "video"]


def test_kinds_and_limits_are_those_of_the_code() -> None:
    kinds = re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)
    assert set(kinds) == set(lessons.KINDS) - {"heading"}
    mb = 1024 * 1024
    assert (
        f"At most {files.MOST_ENTRIES:,} files, {files.MOST_BYTES // mb} MB together,"
        f" {files.MOST_BYTES_OF_A_FILE // mb} MB a file ({MOST_BYTES[Family.VIDEO] // mb} MB for sound and films),"
        f" {texts.MOST_BYTES_OF_A_TEXT // 1024} kB a text or captions, {package.MOST_STEPS} steps"
    ) in README
    assert MOST_BYTES[Family.AUDIO] == MOST_BYTES[Family.VIDEO]
    assert MOST_BYTES[Family.DOCUMENT] == files.MOST_BYTES_OF_A_FILE
    assert MOST_BYTES[Family.CAPTIONS] == texts.MOST_BYTES_OF_A_TEXT
    assert (
        f"{images.MOST_BYTES_OF_A_PICTURE // mb} MB and {images.MOST_PIXELS // 1_000_000} million pixels,"
        f" {images.MOST_BYTES_OF_A_DRAWING // 1024} kB for a drawing"
    ) in README
