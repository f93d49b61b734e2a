"""Pictures of a package: judged by content, SVG reduced to what only draws."""

import re
import warnings
from dataclasses import dataclass
from hashlib import sha1
from io import BytesIO

from django.utils.translation import gettext as _
from lxml import etree
from PIL import Image

from courses.catalogue.packages.problems import Problems

MOST_BYTES_OF_A_PICTURE = 4 * 1024 * 1024
MOST_BYTES_OF_A_DRAWING = 512 * 1024
LONGEST_SIDE = 6_000
MOST_PIXELS = 16_000_000
MOST_ELEMENTS = 10_000
MOST_ATTRIBUTES = 60
DEEPEST = 60

RASTERS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP"}
ENDINGS = (*RASTERS, "svg")

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
XML = "{http://www.w3.org/XML/1998/namespace}"
ELEMENT = re.compile(
    r"(?:svg|g|defs|symbol|use|title|desc|style|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|textPath"
    r"|marker|linearGradient|radialGradient|stop|clipPath|mask|pattern|switch|filter|feBlend|feColorMatrix|feComposite"
    r"|feDropShadow|feFlood|feGaussianBlur|feMerge|feMergeNode|feOffset)\Z"
)
ADDRESS = re.compile(r"url\s*+\(([^)]*+)", re.IGNORECASE)
REACHES_OUT = re.compile(r"@import|@font-face|image-set|src\s*+\(|javascript:|\\", re.IGNORECASE)
NUMBER = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,9})?)(?:px)?\Z")


@dataclass(frozen=True)
class ImageFile:
    """A picture of the package, judged by its content; `path` as the blocks name it."""

    path: str
    data: bytes
    format: str
    width: int
    height: int

    @property
    def hash(self) -> str:
        """As Wagtail computes `file_hash`, by which a picture is found again."""
        return sha1(self.data, usedforsecurity=False).hexdigest()

    @property
    def ending(self) -> str:
        return {"JPEG": "jpg"}.get(self.format, self.format.lower())


def read_image(path: str, data: bytes, problems: Problems) -> ImageFile | None:
    ending = path.rpartition(".")[2].lower()
    if ending == "svg":
        return _drawing(path, data, problems)
    if ending in RASTERS:
        return _raster(path, data, RASTERS[ending], problems)
    problems.add(
        path,
        0,
        _("This is no kind of picture that can be used; use one of: %(known)s.")
        % {"known": ", ".join(ENDINGS)},
    )
    return None


def _raster(path: str, data: bytes, expected: str, problems: Problems) -> ImageFile | None:
    if len(data) > MOST_BYTES_OF_A_PICTURE:
        problems.add(path, 0, _larger_than(MOST_BYTES_OF_A_PICTURE))
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=sorted(set(RASTERS.values()))) as picture:
                sentence = _why_not(picture, expected)
                if not sentence:
                    picture.load()
                width, height = picture.size
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        sentence, width, height = (
            _("This picture is damaged or is none; save it again."),
            0,
            0,
        )
    if sentence:
        problems.add(path, 0, sentence)
        return None
    return ImageFile(path, data, expected, width, height)


def _why_not(picture: Image.Image, expected: str) -> str:
    width, height = picture.size
    if picture.format != expected:
        return _("The name says %(said)s, but the content is %(found)s; give it the right ending.") % {
            "said": expected,
            "found": picture.format,
        }
    if getattr(picture, "n_frames", 1) > 1:
        return _("Moving pictures can’t be used; save one frame.")
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        return _("The picture has %(width)s × %(height)s pixels; make it smaller.") % {
            "width": width,
            "height": height,
        }
    return ""


def _drawing(path: str, data: bytes, problems: Problems) -> ImageFile | None:
    if len(data) > MOST_BYTES_OF_A_DRAWING:
        problems.add(path, 0, _larger_than(MOST_BYTES_OF_A_DRAWING))
        return None
    before = len(problems)
    root = _parsed(path, data, problems)
    if root is None:
        return None
    _only_draws(path, root, problems)
    size = _size(root)
    if size is None:
        problems.add(
            path,
            root.sourceline,
            _('The drawing needs a viewBox, such as viewBox="0 0 800 450".'),
        )
    if size is None or len(problems) > before:
        return None
    return ImageFile(path, etree.tostring(root, encoding="utf-8") + b"\n", "SVG", *size)


def _parsed(path: str, data: bytes, problems: Problems) -> etree._Element | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(path, 0, _("The drawing is not in UTF-8; save it again as UTF-8."))
        return None
    declared = re.match(r"\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", text)
    if declared and declared[1].lower() != "utf-8":
        problems.add(path, 1, _('The drawing must say encoding="UTF-8".'))
        return None
    for forbidden in ("<!DOCTYPE", "<!ENTITY"):
        at = text.upper().find(forbidden)
        if at >= 0:
            problems.add(
                path,
                text.count("\n", 0, at) + 1,
                _("A DOCTYPE is refused; delete that line."),
            )
            return None
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.lstrip("\ufeff").encode(), parser)
    except etree.XMLSyntaxError as error:
        problems.add(
            path,
            error.lineno or 0,
            _("This is not well-formed XML; save the drawing again."),
        )
        return None
    if root.tag != f"{{{SVG}}}svg" or root.getroottree().docinfo.doctype:
        problems.add(
            path,
            root.sourceline,
            _("This is no SVG drawing: its first element must be <svg>."),
        )
        return None
    return root


def _only_draws(path: str, root: etree._Element, problems: Problems) -> None:
    for count, (depth, element) in enumerate(_walk(root)):
        line = element.sourceline
        if count > MOST_ELEMENTS or depth > DEEPEST or len(element.attrib) > MOST_ATTRIBUTES:
            problems.add(path, line, _("The drawing is too large or too deep; make it simpler."))
            return
        name = element.tag if isinstance(element.tag, str) else "?"
        local = name.removeprefix(f"{{{SVG}}}")
        if not ELEMENT.match(local):
            problems.add(
                path,
                line,
                _("<%(name)s> is refused in a drawing; save it as plain SVG.")
                % {"name": local.rpartition("}")[2][:40]},
            )
        elif local == "style" and reaches_out("".join(element.itertext())):
            problems.add(path, line, _("A drawing must not load anything from elsewhere."))
        for attribute, value in element.attrib.items():
            sentence = _why_not_attribute(attribute, value)
            if sentence:
                problems.add(path, line, sentence)


def _why_not_attribute(attribute: str, value: str) -> str:
    if attribute.rpartition("}")[2].lower().startswith("on"):
        return _("“%(name)s” is refused: a drawing must not run anything.") % {"name": attribute[:40]}
    if attribute in ("href", XLINK_HREF):
        if not value.strip().startswith("#"):
            return _("A drawing must not load anything from elsewhere.")
    elif attribute.startswith("{") and attribute not in (f"{XML}lang", f"{XML}space"):
        return _("“%(name)s” is refused in a drawing; save it as plain SVG.") % {
            "name": attribute.rpartition("}")[2][:40]
        }
    if reaches_out(value):
        return _("A drawing must not load anything from elsewhere.")
    return ""


def reaches_out(value: str) -> bool:
    """Whether a style or an attribute loads anything but a part of the drawing itself."""
    inside = (found.strip().strip("\"'").lstrip().startswith("#") for found in ADDRESS.findall(value))
    return bool(REACHES_OUT.search(value)) or not all(inside)


def _walk(root: etree._Element) -> list[tuple[int, etree._Element]]:
    found: list[tuple[int, etree._Element]] = []
    waiting = [(1, root)]
    while waiting and len(found) <= MOST_ELEMENTS + 1:
        depth, element = waiting.pop()
        found.append((depth, element))
        waiting.extend((depth + 1, child) for child in reversed(element))
    return found


def _size(root: etree._Element) -> tuple[int, int] | None:
    box = [NUMBER.match(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())[2:]]
    given = [NUMBER.match(root.get(name, "").strip()) for name in ("width", "height")]
    for sides in (given, box):
        if len(sides) == 2 and all(sides):
            width, height = (round(float(side[1])) for side in sides if side)
            if 0 < width <= LONGEST_SIDE * 2 and 0 < height <= LONGEST_SIDE * 2:
                return width, height
    return None


def _larger_than(most: int) -> str:
    return _("This picture is larger than %(most)s kB; make it smaller.") % {"most": most // 1024}
