"""MP3, and Ogg with Vorbis or Opus inside."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

ID3_HEAD = 10
MOST_PADDING = 4096
FEWEST_FRAMES, ENOUGH_FRAMES = 3, 10
# kbit/s of layer III by the four bits of a frame's head: MPEG 1, then MPEG 2 and 2.5.
BIT_RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
)
SAMPLE_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}

PAGE_HEAD = 27
BEGINS = 0x02
VORBIS, OPUS, SKELETON = b"\x01vorbis", b"OpusHead", b"fishead\0"


def why_not_mp3(data: bytes) -> str:
    frames = 0
    at = _after_tag(data)
    while at < len(data) and frames < ENOUGH_FRAMES:
        length = _frame_length(data[at : at + 4])
        if not length:
            break
        at, frames = at + length, frames + 1
    whole = frames == ENOUGH_FRAMES or (frames >= FEWEST_FRAMES and at == len(data))
    return "" if whole else _no_sound("MP3")


def _after_tag(data: bytes) -> int:
    """Where the sound starts: after an ID3 tag and the zeros that may follow it."""
    at = 0
    if data.startswith(b"ID3") and len(data) > ID3_HEAD:
        size = data[6:10]
        at = ID3_HEAD + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    limit = at + MOST_PADDING
    while at < min(limit, len(data)) and data[at] == 0:
        at += 1
    return at


def _frame_length(head: bytes) -> int:
    """Bytes of the frame that starts so; 0 where none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] >> 1 & 3 != 1:
        return 0
    version, rate = head[1] >> 3 & 3, head[2] >> 2 & 3
    bits = BIT_RATES[0 if version == 3 else 1][head[2] >> 4]
    if version not in SAMPLE_RATES or rate == 3 or not bits:
        return 0
    return (144 if version == 3 else 72) * bits * 1000 // SAMPLE_RATES[version][rate] + (head[2] >> 1 & 1)


def why_not_ogg(data: bytes) -> str:
    return _why_not_ogg(data, (VORBIS, OPUS), "Ogg")


def why_not_opus(data: bytes) -> str:
    return _why_not_ogg(data, (OPUS,), "Opus")


def _why_not_ogg(data: bytes, wanted: tuple[bytes, ...], name: str) -> str:
    """Every stream of the file must be of a wanted kind, and its pages must follow each other to the end."""
    streams = 0
    try:
        for flags, content in _pages(data):
            if not flags & BEGINS or content.startswith(SKELETON):
                continue
            if not content.startswith(wanted):
                return _no_sound(name)
            streams += 1
    except (ValueError, IndexError):
        return _no_sound(name)
    return "" if streams else _no_sound(name)


def _pages(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Flags and content of each page. ValueError or IndexError where one does not follow the other."""
    at = 0
    while at < len(data):
        if data[at : at + 5] != b"OggS\0":
            raise ValueError("no page starts here")
        segments = data[at + 26]
        start = at + PAGE_HEAD + segments
        end = start + sum(data[at + PAGE_HEAD : start])
        if end > len(data):
            raise ValueError("the last page is cut off")
        yield data[at + 5], data[start : min(end, start + 16)]
        at = end


def _no_sound(name: str) -> str:
    return _("This is no %(kind)s sound, or it is damaged; save it again as %(kind)s.") % {"kind": name}
