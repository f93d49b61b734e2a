"""Packages made to harm: each is refused before anything is written."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image

from courses.catalogue.packages import files as limits
from courses.catalogue.packages.package import PackageRefused
from tests.courses.catalogue.contents.samples import box, docx, mp4, packed, track
from tests.courses.catalogue.packages.samples import (
    SVG,
    read,
    whole_package,
    write_folder,
    write_zip,
)

Refusals = Callable[[Mapping[str, str | bytes]], list[tuple[str, int, str]]]


def zip_refusals(path: Path) -> list[tuple[str, str]]:
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(PackageRefused) as refused:
        read(path)
    assert sorted(path.parent.rglob("*")) == before
    return [(p.file, p.sentence) for p in refused.value.problems]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../outside.md", "climbs out"),
        ("en/../../outside.md", "climbs out"),
        ("/etc/outside.md", "root of the disk"),
        ("C:/outside.md", "name no drive"),
        ("en\\outside.md", "name no drive"),
        ("en//outside.md", "empty part"),
        ("./en/outside.md", "empty part"),
        ("en/1-FIRST.md", "stands twice"),
        ("module.yaml/inner.md", "same name"),
        ("en/out\x01side.md", "can’t be seen"),
        ("images/more.zip", "archive inside"),
        ("images/more.tar.gz", "archive inside"),
        ("a/b/c/d/e/f/g.md", "too deep"),
    ],
)
def test_a_name_that_does_harm(name: str, words: str, tmp_path: Path) -> None:
    found = zip_refusals(write_zip(tmp_path / "p.zip", whole_package() | {name: "x"}))
    assert any(words in sentence for _file, sentence in found), found
    assert all("\x01" not in file for file, _sentence in found)


def test_the_same_name_twice(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "p.zip", whole_package())
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(path, "a") as archive,
    ):
        archive.writestr("module.yaml", "format: 1")
    assert zip_refusals(path) == [("module.yaml", "This name stands twice in the package; keep one.")]


@pytest.mark.parametrize(("kind", "words"), [(stat.S_IFLNK, "is a link"), (stat.S_IFCHR, "is a device")])
def test_a_link_or_device_in_a_zip(kind: int, words: str, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "p.zip", whole_package())
    entry = zipfile.ZipInfo("en/link.md")
    entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    [(file, sentence)] = zip_refusals(path)
    assert file == "en/link.md"
    assert words in sentence


def test_a_link_in_a_folder(files: dict[str, str], tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "p", files)
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    (folder / "en" / "link.md").symlink_to(secret)
    (folder / "fr").symlink_to(tmp_path)
    with pytest.raises(PackageRefused) as refused:
        read(folder)
    assert [p.file for p in refused.value.problems] == ["en/link.md", "fr"]


def test_an_archive_under_another_name(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", {"a": "b"}).read_bytes()
    files: dict[str, str | bytes] = {**whole_package(), "images/picture.png": inner}
    [(file, sentence)] = zip_refusals(write_zip(tmp_path / "p.zip", files))
    assert file == "images/picture.png"
    assert "archive inside" in sentence


def test_a_zip_that_grows_a_hundredfold(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "p.zip", whole_package() | {"en/bomb.md": "0" * 2_000_000})
    assert [(f, "hundredfold" in s) for f, s in zip_refusals(path)] == [("en/bomb.md", True)]


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "p.zip", whole_package() | {"en/bomb.md": os.urandom(5_000).hex()})
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"en/bomb.md") - 46
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    assert [f for f, _s in zip_refusals(path)] == [""]


def test_too_many_entries(tmp_path: Path) -> None:
    many = {f"en/{n}.md": "" for n in range(limits.MOST_ENTRIES)}
    [(file, sentence)] = zip_refusals(write_zip(tmp_path / "p.zip", whole_package() | many))
    assert (file, "at most 2000" in sentence) == ("", True)
    folder = write_folder(tmp_path / "folder", whole_package() | many)
    with pytest.raises(PackageRefused, match="at most 2000"):
        read(folder)


def test_a_list_of_contents_too_long_to_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "p.zip", whole_package())
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    path.write_bytes(data[:end] + b"PK\x06\x07" + bytes(16) + data[end:])
    assert ["too many files" in s for _f, s in zip_refusals(path)] == [True]
    path.write_bytes(data)
    monkeypatch.setattr(limits, "LARGEST_DIRECTORY", 100)
    assert ["too many files" in s for _f, s in zip_refusals(path)] == [True]


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 20_000)
    big = whole_package() | {f"en/{n}.md": os.urandom(3_000).hex() for n in range(5)}
    for source in (
        write_zip(tmp_path / "p.zip", big),
        write_folder(tmp_path / "folder", big),
    ):
        with pytest.raises(PackageRefused, match="package is larger"):
            read(source)
    monkeypatch.setattr(limits, "MOST_BYTES_OF_A_FILE", 5_000)
    with pytest.raises(PackageRefused) as refused:
        read(tmp_path / "p.zip")
    assert {p.file for p in refused.value.problems} == {
        "",
        "en/0.md",
        "en/1.md",
        "en/2.md",
        "en/3.md",
        "en/4.md",
    }


def test_a_locked_and_a_broken_zip(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "p.zip", {"module.yaml": "format: 1"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert [(f, "password" in s) for f, s in zip_refusals(path)] == [("module.yaml", True)]
    path.write_bytes(data[: len(data) // 2])
    assert [(f, "damaged" in s) for f, s in zip_refusals(path)] == [("", True)]


def test_what_computers_leave_behind_is_passed_over(tmp_path: Path) -> None:
    litter = {
        "__MACOSX/en/._1-first.md": "x",
        ".DS_Store": "x",
        "en/.1.md.swp": "x",
        "images/Thumbs.db": "x",
    }
    assert read(write_zip(tmp_path / "p.zip", whole_package() | litter)).steps
    assert read(write_folder(tmp_path / "p", whole_package() | {".git/config": "x", ".DS_Store": "x"})).steps


NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 4"'

DRAWINGS = {
    "script": f"<svg {NS}>\n<script>alert(1)</script></svg>",
    "event": f'<svg {NS}>\n<rect onload="alert(1)"/></svg>',
    "link": f'<svg {NS}>\n<use xlink:href="https://example.org/x.svg#a"/></svg>',
    "data": f'<svg {NS}>\n<use href="data:image/svg+xml,x"/></svg>',
    "foreign": f"<svg {NS}>\n<foreignObject/></svg>",
    "image": f'<svg {NS}>\n<image href="#a"/></svg>',
    "animate": f'<svg {NS}>\n<set attributeName="href" to="x"/></svg>',
    "style": f"<svg {NS}>\n<style>@import 'https://example.org/x.css';</style></svg>",
    "style attribute": f'<svg {NS}>\n<rect style="fill:url(https://example.org/x)"/></svg>',
    "style escaped": f'<svg {NS}>\n<rect style="fill:u\\72l(https://example.org/x)"/></svg>',
    "fill": f'<svg {NS}>\n<rect fill="url(//example.org/x)"/></svg>',
    "base": f'<svg {NS}>\n<g xml:base="https://example.org/"/></svg>',
    "html": f'<svg {NS}>\n<p xmlns="http://www.w3.org/1999/xhtml"/></svg>',
    "entity": f"<svg {NS}>\n<title>&x;</title></svg>",
    "doctype": f'\n<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg {NS}><title>&x;</title></svg>',
    "deep": f"<svg {NS}>\n{'<g>' * 100}{'</g>' * 100}</svg>",
}


@pytest.mark.parametrize("case", DRAWINGS)
def test_a_drawing_that_does_more_than_draw(case: str, files: dict[str, str], refusals: Refusals) -> None:
    found = refusals(files | {"images/way.svg": DRAWINGS[case]})
    assert ("images/way.svg", 2) in [(file, line) for file, line, _s in found], found


@pytest.mark.parametrize(
    "drawing",
    [
        "",
        "hello",
        "<html/>",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        SVG.encode("utf-16"),
        b"<svg>\xff</svg>",
    ],
)
def test_what_is_no_drawing(drawing: str | bytes, files: dict[str, str], refusals: Refusals) -> None:
    found = refusals({**files, "images/way.svg": drawing})
    assert "images/way.svg" in [file for file, _line, _s in found]


def test_a_drawing_may_point_to_its_own_parts(files: dict[str, str], tmp_path: Path) -> None:
    fills = "".join(f"<rect fill='{fill}'/>" for fill in ("url(#a)", 'url("#a")', "url( #a )"))
    style = "<style>@media print { rect { fill: url(#a) } }</style>"
    files["images/way.svg"] = f'<svg {NS}><g id="a"/>{style}{fills}<use href="#a"/></svg>'
    assert read(write_folder(tmp_path, files)).images


def test_comments_and_instructions_do_not_reach_the_site(files: dict[str, str], tmp_path: Path) -> None:
    files["images/way.svg"] = (
        f'<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="https://example.org/x.css"?>'
        f"<svg {NS}><!-- secret --><rect/></svg>"
    )
    [image] = read(write_folder(tmp_path, files)).images.values()
    assert (image.format, image.width, image.height) == ("SVG", 8, 4)
    assert b"example.org" not in image.data
    assert b"secret" not in image.data


def picture(form: str, size: tuple[int, int] = (20, 10), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize(("name", "form"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP")])
def test_pictures_are_judged_by_content(name: str, form: str, files: dict[str, str], tmp_path: Path) -> None:
    package = read(write_folder(tmp_path, {**files, f"images/{name}": picture(form)}))
    image = package.images[f"images/{name}"]
    assert (image.format, image.width, image.height) == (form, 20, 10)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", picture("JPEG")),
        ("a.png", b"<svg/>"),
        ("a.png", picture("PNG")[:40]),
        ("a.jpg", picture("GIF")),
        ("a.gif", picture("GIF")),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.png", picture("PNG", (7_000, 1))),
        (
            "a.webp",
            picture("WEBP", save_all=True, append_images=[Image.new("RGB", (20, 10), "red")]),
        ),
    ],
)
def test_what_is_no_fit_picture(name: str, data: bytes, files: dict[str, str], refusals: Refusals) -> None:
    found = refusals({**files, f"images/{name}": data})
    assert [file for file, _line, _s in found] == [f"images/{name}"]


OFFERED: dict[str, tuple[str, bytes, str]] = {
    "not what it says": ("form.pdf", b"<html><script>", "no PDF"),
    "macros": ("form.docx", docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "an archive": ("form.pdf", packed({"a": "b"}), "no PDF"),
    "an archive as a document": ("form.docx", packed({"a": "b"}), "not what the name says"),
    "an archive as sound": ("call.mp3", b"\x1f\x8b" + bytes(100), "archive inside"),
    "a kind that is not offered": ("run.exe", b"MZ", "use one of: pdf"),
    "a picture among the files": ("way.svg", SVG.encode(), "use one of: pdf"),
    "too large": ("form.pdf", bytes(limits.MOST_BYTES_OF_A_FILE + 1), "larger than 8 MB"),
    "captions too large": ("way.vtt", b"WEBVTT\n" + b"x" * 300_000, "larger than 256 kB"),
}


@pytest.mark.parametrize("case", OFFERED)
def test_a_file_that_would_be_offered(case: str, files: dict[str, str], refusals: Refusals) -> None:
    name, data, words = OFFERED[case]
    found = refusals({**files, f"files/{name}": data})
    assert [(file, line, words in sentence) for file, line, sentence in found] == [(f"files/{name}", 0, True)]


def test_office_files_are_offered_and_lie_nowhere_else(files: dict[str, str], tmp_path: Path) -> None:
    package: dict[str, str | bytes] = {**files, "files/form.docx": docx()}
    assert set(read(write_zip(tmp_path / "p.zip", package)).files) == {"files/form.docx"}
    outer = {f"my-module/{name}": content for name, content in package.items()}
    assert set(read(write_zip(tmp_path / "outer.zip", outer)).files) == {"files/form.docx"}
    [(file, sentence)] = zip_refusals(write_zip(tmp_path / "q.zip", {**files, "images/form.docx": docx()}))
    assert (file, "archive inside" in sentence) == ("images/form.docx", True)


def test_a_film_may_be_larger_than_other_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    film = mp4(track("vide", "avc1")) + box("free", bytes(limits.MOST_BYTES_OF_A_FILE))
    package: dict[str, str | bytes] = {**whole_package(), "files/way.mp4": film}
    assert set(read(write_folder(tmp_path / "folder", package)).files) == {"files/way.mp4"}
    with pytest.raises(PackageRefused, match="larger than 8 MB"):
        read(write_folder(tmp_path / "other", {**whole_package(), "images/way.mp4": film}))
