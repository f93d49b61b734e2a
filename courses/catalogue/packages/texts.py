"""A text file of a package: UTF-8, front matter, body."""

from django.utils.translation import gettext as _

from courses.catalogue.contents.plain import UNSEEN
from courses.catalogue.packages.parts import RawFile
from courses.catalogue.packages.problems import Problems
from courses.catalogue.packages.yaml_text import read_yaml

MOST_BYTES_OF_A_TEXT = 256 * 1024
FENCE = "---"


def decode(path: str, data: bytes, problems: Problems) -> str | None:
    if len(data) > MOST_BYTES_OF_A_TEXT:
        problems.add(
            path,
            0,
            _("This text is larger than %(most)s kB; cut it into several steps.")
            % {"most": MOST_BYTES_OF_A_TEXT // 1024},
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(path, line, _("This is not UTF-8; save the file as UTF-8."))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unseen = UNSEEN.search(text)
    if unseen:
        line = text.count("\n", 0, unseen.start()) + 1
        problems.add(
            path,
            line,
            _("Here stands a character that can’t be seen; type the line again."),
        )
        return None
    return text


def read_text(path: str, language: str, data: bytes, problems: Problems) -> RawFile | None:
    """A lesson (`.md`, front matter and body) or a whole YAML file."""
    text = decode(path, data, problems)
    if text is None:
        return None
    if not path.endswith(".md"):
        head = read_yaml(path, text, problems)
        return None if head is None else RawFile(path, language, head)
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        problems.add(
            path,
            1,
            _("A lesson starts with a line “---”, then its id and title, then “---”."),
        )
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            head = read_yaml(path, "\n".join(lines[1:number]), problems, first_line=2)
            if head is None:
                return None
            return RawFile(path, language, head, "\n".join(lines[number + 1 :]), number + 2)
    problems.add(path, 1, _("The lines at the top have no end; write “---” below them."))
    return None
