"""A lesson on its own: to print, and as one file that needs nothing else to be read offline."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lxml import html

from cms.core.stylesheet import joined

MOST_BYTES = 6_000_000
MEDIA_ATTRIBUTES = ("srcset", "sizes", "loading")
LINKS = (("a", "href"), ("source", "src"), ("track", "src"), ("video", "poster"))


def unfolded(body: SafeString) -> SafeString:
    """The body with everything open that a reader opens by a press."""
    return _rewritten(body, _open)


def self_contained(body: SafeString) -> SafeString:
    """The body with everything open, its pictures inside it, and links that lead to the site from anywhere.

    Reads the pictures from the media storage. One that can't be read, or for which there is no room
    in six million bytes, is left to its description.
    """
    return _rewritten(body, _open, _put_pictures_in, _lead_home)


@cache
def style() -> SafeString:
    """The site's stylesheet as an element, for a file that lies on its reader's own disk."""
    css = joined(Path(settings.BASE_DIR) / "static" / "css").replace("</", "<\\/")
    return format_html("<style>{}</style>", mark_safe(css))


def _rewritten(body: SafeString, *acts: Callable[[html.HtmlElement], None]) -> SafeString:
    root = html.fragment_fromstring(body, create_parent="div")
    for act in acts:
        act(root)
    inner = (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)
    return mark_safe(inner)


def _open(root: html.HtmlElement) -> None:
    """All but those of which one at a time is open, as the choices of a practice question."""
    for details in root.iter("details"):
        if details.get("name") is None:
            details.set("open", "")


def _put_pictures_in(root: html.HtmlElement) -> None:
    room = MOST_BYTES
    for picture in list(root.iter("img")):
        content = _read(picture.get("src", ""))
        if content is None or len(content) > room:
            _replace_by_description(picture)
            continue
        room -= len(content)
        kind = mimetypes.guess_type(urlsplit(picture.get("src")).path)[0] or "application/octet-stream"
        picture.set("src", f"data:{kind};base64,{base64.b64encode(content).decode()}")
        for attribute in MEDIA_ATTRIBUTES:
            picture.attrib.pop(attribute, None)


def _read(address: str) -> bytes | None:
    """The file of ours that has this address; None for any other, and for one that is gone."""
    ours = default_storage.url("-").removesuffix("-")
    if not address.startswith(ours):
        return None
    try:
        with default_storage.open(unquote(urlsplit(address.removeprefix(ours)).path)) as file:
            return file.read()
    except (OSError, ValueError, SuspiciousOperation):
        return None


def _replace_by_description(picture: html.HtmlElement) -> None:
    said = html.Element("span")
    said.text = picture.get("alt", "")
    said.tail = picture.tail
    picture.getparent().replace(picture, said)


def _lead_home(root: html.HtmlElement) -> None:
    for tag, attribute in LINKS:
        for element in root.iter(tag):
            address = element.get(attribute, "")
            if address.startswith("/"):
                element.set(attribute, urljoin(settings.SITE_URL, address))
