"""A lesson on its own: to print, and as one file that needs nothing else to be read offline."""

from __future__ import annotations

import base64
import json
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lxml import html
from wagtail.images import get_image_model
from wagtail.models import Revision

from cms.core.stylesheet import joined
from courses.catalogue.offered import PICTURE, find_offered

MOST_BYTES = 6_000_000
MEDIA_ATTRIBUTES = ("srcset", "sizes", "loading")
LINKS = (("a", "href"), ("source", "src"), ("track", "src"), ("video", "poster"))


@dataclass(frozen=True)
class Found:
    name: str
    content: bytes


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
    # The parser knows no empty <source>: it puts what follows inside.
    for source in list(root.iterfind(".//picture//source")):
        source.drop_tag()
    for picture in list(root.iter("img")):
        found = _read(picture.get("src", ""))
        if found is None or len(found.content) > room:
            _replace_by_description(picture)
            continue
        room -= len(found.content)
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        picture.set("src", f"data:{kind};base64,{base64.b64encode(found.content).decode()}")
        for attribute in MEDIA_ATTRIBUTES:
            picture.attrib.pop(attribute, None)


def _read(address: str) -> Found | None:
    """The picture of ours that has this address; None for any other, and for one that is gone."""
    path = unquote(urlsplit(address).path)
    ours = default_storage.url("-").removesuffix("-")
    try:
        if address.startswith(ours):
            name = unquote(urlsplit(address.removeprefix(ours)).path)
            with default_storage.open(name) as file:
                return Found(name, file.read())
        return _original(path)
    except (OSError, ValueError, SuspiciousOperation):
        return None


def _original(path: str) -> Found | None:
    """One that has no other sizes yet: the lesson shows it as it was uploaded, by way of a view."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.view_name != "catalogue:file":
        return None
    revision = Revision.page_revisions.filter(pk=match.kwargs["revision_id"]).first()
    body = json.loads(revision.content.get("body", "[]")) if revision else []
    offered = find_offered(body, match.kwargs["block_id"], match.kwargs["part"])
    if offered is None or offered.kind != PICTURE:
        return None
    image = get_image_model().objects.filter(pk=offered.row).first()
    if image is None:
        return None
    with image.file.storage.open(image.file.name) as file:
        return Found(image.file.name, file.read())


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
