"""The files of a package, from a folder or a zip, into memory: nothing is written anywhere."""

import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from courses.catalogue.contents import FileKind, kind_named
from courses.catalogue.packages.problems import Problems

MOST_ENTRIES = 2_000
MOST_BYTES = 64 * 1024 * 1024
MOST_BYTES_OF_A_FILE = 8 * 1024 * 1024
MOST_EXPANSION = 100
SMALL_ENOUGH_TO_EXPAND = 4 * 1024
DEEPEST_FOLDER = 6
OFFERED = "files"
LONGEST_NAME = 200

ARCHIVE = re.compile(
    r"\.(?:7z|apk|ar|arj|bz2|cab|cpio|deb|dmg|egg|gz|iso|jar|lz|lz4|lzh|lzma|nupkg|rar|rpm|svgz|tar|tbz|tgz|txz"
    r"|war|whl|xar|xz|z|zip|zst)\Z",
    re.IGNORECASE,
)
ARCHIVE_STARTS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
    b"!<arch>\n",
)
END_OF_ZIP, END_OF_LONG_ZIP = b"PK\x05\x06", b"PK\x06\x07"
LONGEST_END = 22 + 65_535 + 20
LARGEST_DIRECTORY = 4 * 1024 * 1024
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def read_files(source: Path, problems: Problems) -> dict[str, bytes]:
    """Path inside the package → content; empty, with problems, where anything at all is refused."""
    before = len(problems)
    if source.is_dir():
        files = _from_folder(source, problems)
    elif source.is_file():
        files = _from_zip(source, problems)
    else:
        problems.add("", 0, _("There is no folder or zip file %(path)s.") % {"path": source.name})
        return {}
    return files if len(problems) == before else {}


def _from_folder(source: Path, problems: Problems) -> dict[str, bytes]:
    found: list[tuple[str, Path]] = []
    for folder, inner, names in os.walk(source):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted([*inner, *names]):
            path = Path(folder, name)
            relative = path.relative_to(source).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                problems.add(shown(relative), 0, _("This is a link; put the file itself here."))
            elif path.is_file() and not is_ignored(relative):
                found.append((relative, path))
        if len(found) > MOST_ENTRIES:
            break
    if not _names_are_safe([name for name, _path in found], problems):
        return {}
    sizes = {name: path.stat().st_size for name, path in found}
    if not _sizes_are_fair(sizes, problems):
        return {}
    files: dict[str, bytes] = {}
    for name, path in found:
        with path.open("rb") as opened:
            files[name] = opened.read(_most_bytes(name) + 1)
    _contents_are_fair(files, problems)
    return files


def _from_zip(source: Path, problems: Problems) -> dict[str, bytes]:
    if source.stat().st_size > MOST_BYTES:
        problems.add("", 0, _too_big())
        return {}
    try:
        if not _directory_is_fair(source):
            problems.add("", 0, _too_many())
            return {}
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            if not _entries_are_safe(entries, problems):
                return {}
            files = _unpacked(archive, entries, problems)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        OSError,
        EOFError,
        zlib.error,
        ValueError,
    ):
        problems.add(
            "",
            0,
            _("The zip file is damaged, or is no zip file; make it again from the folder."),
        )
        return {}
    _contents_are_fair(files, problems)
    return _without_outer_folder(files)


def _directory_is_fair(source: Path) -> bool:
    """Whether the zip's list of contents is small enough to be read at all."""
    with source.open("rb") as opened:
        opened.seek(max(source.stat().st_size - LONGEST_END, 0))
        tail = opened.read()
    at = tail.rfind(END_OF_ZIP)
    if at < 0 or len(tail) < at + 16:
        return True
    # A zip within our limits never needs the long form, and its numbers would overrule these.
    is_long = tail[max(at - 20, 0) : at].startswith(END_OF_LONG_ZIP)
    return not is_long and int.from_bytes(tail[at + 12 : at + 16], "little") <= LARGEST_DIRECTORY


def _entries_are_safe(entries: list[zipfile.ZipInfo], problems: Problems) -> bool:
    before = len(problems)
    if not _names_are_safe([entry.orig_filename for entry in entries], problems):
        return False
    for entry in entries:
        name = shown(entry.orig_filename)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind == stat.S_IFLNK:
            problems.add(name, 0, _("This is a link; put the file itself here."))
        elif kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            problems.add(name, 0, _("This is a device, not a file; leave it out."))
        if entry.flag_bits & 0x1:
            problems.add(name, 0, _("This is locked with a password; make the zip without one."))
        elif entry.compress_type not in METHODS:
            problems.add(name, 0, _("This is packed in an unusual way; make an ordinary zip."))
        if entry.file_size > SMALL_ENOUGH_TO_EXPAND and entry.file_size > MOST_EXPANSION * max(
            entry.compress_size, 1
        ):
            problems.add(
                name,
                0,
                _("This grows more than a hundredfold when unpacked; it is refused."),
            )
    _sizes_are_fair({e.orig_filename: e.file_size for e in entries}, problems)
    return len(problems) == before


def _unpacked(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], problems: Problems
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in entries:
        if entry.is_dir() or is_ignored(entry.filename):
            continue
        with archive.open(entry) as opened:
            # The sizes in the directory of a zip are a claim, so the real bytes are counted too.
            data = opened.read(min(left, _most_bytes(entry.filename)) + 1)
        left -= len(data)
        if left < 0:
            problems.add("", 0, _too_big())
            return {}
        files[entry.filename] = data
    return files


def _without_outer_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    outer = {name.split("/", 1)[0] for name in files}
    if "module.yaml" in files or len(outer) != 1 or not all("/" in name for name in files):
        return files
    return {name.split("/", 1)[1]: data for name, data in files.items()}


def _names_are_safe(names: list[str], problems: Problems) -> bool:
    before = len(problems)
    if len(names) > MOST_ENTRIES:
        problems.add("", 0, _too_many())
        return False
    folded = [unicodedata.normalize("NFC", name).casefold().rstrip("/") for name in names]
    seen: set[str] = set()
    plain_files = {fold for fold, name in zip(folded, names, strict=True) if not name.endswith("/")}
    for name, fold in zip(names, folded, strict=True):
        reason = _why_unsafe(name)
        if reason:
            problems.add(shown(name), 0, reason)
        elif fold in seen:
            problems.add(shown(name), 0, _("This name stands twice in the package; keep one."))
        elif any(parent in plain_files for parent in _parents(fold)):
            problems.add(shown(name), 0, _("A file and a folder have the same name; rename one."))
        seen.add(fold)
    return len(problems) == before


def _why_unsafe(name: str) -> str:
    segments = name.removesuffix("/").split("/")
    checks = (
        (CONTROL.search(name), _("The name has a character that can’t be seen; rename it.")),
        (
            "\\" in name or ":" in name,
            _("The name has “\\” or “:” in it; separate folders by “/”, and name no drive."),
        ),
        (
            name.startswith("/"),
            _("The name starts at the root of the disk; name files from the package’s own folder."),
        ),
        (
            ".." in segments,
            _("The name climbs out of the package; name files from the package’s own folder."),
        ),
        ("" in segments or "." in segments, _("The name has an empty part; rename it.")),
        (
            len(name) > LONGEST_NAME or len(segments) > DEEPEST_FOLDER,
            _("The name is too long or lies too deep in folders; shorten it."),
        ),
        (ARCHIVE.search(name), _("An archive inside a package is refused; unpack it.")),
    )
    return next((sentence for wrong, sentence in checks if wrong), "")


def _sizes_are_fair(sizes: dict[str, int], problems: Problems) -> bool:
    before = len(problems)
    for name, size in sizes.items():
        if size > _most_bytes(name):
            problems.add(shown(name), 0, _file_too_big(name))
    if sum(sizes.values()) > MOST_BYTES:
        problems.add("", 0, _too_big())
    return len(problems) == before


def _contents_are_fair(files: dict[str, bytes], problems: Problems) -> None:
    for name, data in files.items():
        if len(data) > _most_bytes(name):
            problems.add(shown(name), 0, _file_too_big(name))
        is_archive = data.startswith(ARCHIVE_STARTS) or data[257:262] == b"ustar"
        # Word, Excel and OpenDocument files are zips; `contents` looks into them.
        if is_archive and not (_offered(name) and data.startswith(b"PK\x03\x04")):
            problems.add(shown(name), 0, _("An archive inside a package is refused; unpack it."))


def is_ignored(name: str) -> bool:
    """What computers leave behind in folders and zips by themselves."""
    segments = name.split("/")
    return (
        segments[0] == "__MACOSX"
        or segments[-1].lower() in ("thumbs.db", "desktop.ini")
        or any(segment.startswith(".") for segment in segments)
    )


def shown(name: str) -> str:
    """A name as a report may print it."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", name)[:LONGEST_NAME]


def _offered(name: str) -> FileKind | None:
    """The kind of a file in the folder `files`, which a block offers."""
    folder = name.split("/")[-2:-1]
    return kind_named(name) if folder == [OFFERED] else None


def _most_bytes(name: str) -> int:
    kind = _offered(name)
    return max(kind.most_bytes, MOST_BYTES_OF_A_FILE) if kind else MOST_BYTES_OF_A_FILE


def _parents(name: str) -> Iterable[str]:
    parts = name.split("/")[:-1]
    return ("/".join(parts[: n + 1]) for n in range(len(parts)))


def _file_too_big(name: str) -> str:
    return _("This file is larger than %(most)s MB; make it smaller.") % {
        "most": _most_bytes(name) // 1024 // 1024
    }


def _too_many() -> str:
    return _("The package has too many files; at most %(most)s are allowed.") % {"most": MOST_ENTRIES}


def _too_big() -> str:
    return _("The package is larger than %(most)s MB; make its pictures smaller.") % {
        "most": MOST_BYTES // 1024 // 1024
    }
