"""Plain text, and captions of a film in WebVTT."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

# Marks that change the order of letters on the screen can make a text say what it does not say.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a\u202b\u202d\u202e]")
HEAD = re.compile(r"WEBVTT(?:[ \t][^\n]*)?(?:\n|\Z)")
TIME = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
CUE = re.compile(rf"^{TIME}[ \t]+-->[ \t]+{TIME}", re.MULTILINE)


def why_not_text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _("This is not UTF-8; save the file as UTF-8.")
    if UNSEEN.search(text):
        return _("In this text stands a character that can’t be seen; type its line again.")
    if not text.strip():
        return _("This file is empty.")
    return ""


def why_not_captions(data: bytes) -> str:
    if sentence := why_not_text(data):
        return sentence
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    if not HEAD.match(text) or not CUE.search(text):
        return _("Captions start with a line WEBVTT, and each has a line such as 00:01.000 --> 00:04.000.")
    return ""
