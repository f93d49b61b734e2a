"""Files are what their content is: each kind is taken, and what only says so, or does harm, is refused."""

from __future__ import annotations

import io
import random
import zipfile

import openpyxl
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.catalogue import contents
from courses.catalogue.contents import FILE_KINDS, Family, why_not
from tests.courses.catalogue.contents.samples import (
    CAPTIONS,
    FILES,
    FILM_WEBM,
    LINK,
    OPUS,
    RELATIONS,
    SOUND_M4A,
    VORBIS,
    box,
    docx,
    mp3,
    mp4,
    odt,
    ogg,
    packed,
    pdf,
    track,
    word,
    xlsx,
)


def test_there_is_a_sample_of_each_kind() -> None:
    assert {name.partition(".")[2] for name in FILES} == set(FILE_KINDS)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_what_it_says_is_taken(name: str) -> None:
    assert why_not(name, FILES[name]) == ""
    assert why_not(name.upper(), FILES[name]) == ""


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_says_it_is_another_is_refused(name: str) -> None:
    own = FILES[name]
    for other in FILES:
        # Opus is one of the sounds that Ogg holds, and every text is text.
        if other == name or (name, other) == ("a.opus", "a.ogg") or (name, other) == ("a.vtt", "a.txt"):
            continue
        assert why_not(other, own), f"{name} passes for {other}"


@pytest.mark.parametrize("name", FILES)
def test_an_empty_or_shortened_file_is_refused(name: str) -> None:
    assert why_not(name, b"")
    # Half a text is a text, and a recorder may stop after any cluster.
    if name not in ("a.txt", "a.webm"):
        assert why_not(name, FILES[name][: len(FILES[name]) // 2 - 1])


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(FILES)), st.integers(0, 2**32), st.integers(1, 12))
def test_no_damage_breaks_the_judge(name: str, seed: int, damages: int) -> None:
    chance = random.Random(seed)
    data = bytearray(FILES[name])
    for _ in range(damages):
        data[chance.randrange(len(data))] = chance.randrange(256)
    assert isinstance(why_not(name, bytes(data)), str)


def test_real_files_of_other_programs_are_taken() -> None:
    book = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active.append(["State", 30])
    workbook.save(book)
    assert why_not("a.xlsx", book.getvalue()) == ""
    page = typst.compile(b'= A title\n#link("https://example.org/")[a link]')
    assert why_not("a.pdf", page) == ""


@pytest.mark.parametrize("ending", FILE_KINDS)
def test_too_large(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "larger than" in why_not(f"a.{ending}", bytes(FILE_KINDS[ending].most_bytes + 1))


def test_an_unknown_kind_is_told_the_known_ones() -> None:
    for name in ("a.exe", "a.docm", "a.svg", "noending"):
        assert "use one of: pdf, docx" in why_not(name, b"MZ")


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "script in a PDF": ("a.pdf", pdf("<</S /JavaScript /JS (app.alert(1))>>"), "runs something"),
    "script by another spelling": ("a.pdf", pdf("<</S /J#61vaScript>>"), "runs something"),
    "script in packed objects": (
        "a.pdf",
        pdf(packed_objects="<</S /Launch /F (cmd.exe)>>"),
        "runs something",
    ),
    "script in packed objects by another spelling": (
        "a.pdf",
        pdf(packed_objects="<</S /Launch>>").replace(b"/ObjStm", b"/Obj#53tm"),
        "runs something",
    ),
    "objects packed twice": (
        "a.pdf",
        pdf(packed_objects="<</S /Launch>>").replace(b"/FlateDecode", b"[/ASCIIHexDecode /FlateDecode]"),
        "can’t be checked",
    ),
    "filter named elsewhere": (
        "a.pdf",
        pdf(packed_objects="<</S /Launch>>").replace(b"/Filter /FlateDecode", b"/Filter 9 0 R"),
        "can’t be checked",
    ),
    "a bomb of objects": ("a.pdf", pdf(packed_objects=" " * 40_000_000), "can’t be checked"),
    "file in a PDF": (
        "a.pdf",
        pdf("<</Type /Filespec /EF <</F 3 0 R>>>> <</EmbeddedFiles 4 0 R>>"),
        "carries another",
    ),
    "locked PDF": ("a.pdf", pdf("<</Encrypt 5 0 R>>"), "password"),
    "page before the PDF": ("a.pdf", b"<script>x</script>\n" + pdf(), "no PDF"),
    "macros in Word": ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "macros by content type": (
        "a.docx",
        docx(
            **{"word/other.xml": '<x ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'}
        ),
        "macros",
    ),
    "controls in Word": ("a.docx", docx(**{"word/activeX/activeX1.xml": "<x/>"}), "macros"),
    "program in Word": ("a.docx", docx(**{"word/embeddings/oleObject1.bin": b"x"}), "another file inside"),
    "template from elsewhere": (
        "a.docx",
        docx(**{"word/_rels/settings.xml.rels": RELATIONS.format(LINK.format("attachedTemplate"))}),
        "from elsewhere",
    ),
    "entities in Word": (
        "a.docx",
        docx(**{"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}),
        "damaged",
    ),
    "entities in UTF-16": (
        "a.docx",
        docx(**{"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")}),
        "damaged",
    ),
    "a bomb in Word": ("a.docx", docx(**{"word/document.xml": "0" * 20_000_000}), "grows too large"),
    "many parts": ("a.docx", packed(word(**{f"word/{n}.xml": "" for n in range(1_000)})), "grows too large"),
    "a name that climbs": ("a.docx", docx(**{"../../evil.xml": "x"}), "not what the name says"),
    "macros in Excel": ("a.xlsx", xlsx(**{"xl/vbaProject.bin": b"x"}), "macros"),
    "old macros in Excel": ("a.xlsx", xlsx(**{"xl/macrosheets/sheet1.xml": "<x/>"}), "macros"),
    "data from elsewhere": (
        "a.xlsx",
        xlsx(**{"xl/externalLinks/_rels/e.xml.rels": RELATIONS.format(LINK.format("externalLinkPath"))}),
        "from elsewhere",
    ),
    "macros in OpenDocument": ("a.odt", odt(**{"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
    "picture from elsewhere": (
        "a.odt",
        odt(
            **{
                "content.xml": '<x><draw:image xlink:type="simple" xlink:href="https://example.org/t.png"/></x>'
            }
        ),
        "from elsewhere",
    ),
    "another OpenDocument": (
        "a.odt",
        odt(mimetype="application/vnd.oasis.opendocument.graphics"),
        "not what the name",
    ),
    "text in another encoding": ("a.txt", "déjà".encode("latin-1"), "UTF-8"),
    "text that turns around": ("a.txt", "safe \u202egnp.exe".encode(), "can’t be seen"),
    "a page for text": ("a.txt", b"\0<html>", "can’t be seen"),
    "captions without a cue": ("a.vtt", b"WEBVTT\n\nWords\n", "00:01.000"),
    "captions of another kind": ("a.vtt", CAPTIONS.replace(".", ",").encode(), "00:01.000"),
    "two frames": ("a.mp3", mp3(2) + b"<html>" * 100, "no MP3"),
    "film in Ogg": ("a.ogg", ogg(b"\x80theora" + bytes(30)), "no Ogg"),
    "film beside sound in Ogg": ("a.ogg", ogg(b"\x01vorbis" + bytes(23), b"\x80theora"), "no Ogg"),
    "page after Ogg": ("a.ogg", VORBIS + b"<html>", "no Ogg"),
    "Vorbis for Opus": ("a.opus", VORBIS, "no Opus"),
    "film for sound": ("a.m4a", mp4(track("vide", "avc1")), "no M4A"),
    "sound for film": ("a.mp4", SOUND_M4A, "no MP4"),
    "codec not played": ("a.mp4", mp4(track("vide", "hvc1")), "H.264"),
    "locked film": ("a.mp4", mp4(track("vide", "encv")), "H.264"),
    "page after a film": ("a.mp4", mp4(track("vide", "avc1")) + b"<html><script>", "no MP4"),
    "no movie in it": ("a.mp4", box("ftyp", b"isom", bytes(4)) + box("mdat", bytes(9)), "no MP4"),
    "another Matroska": ("a.webm", FILM_WEBM.replace(b"\x42\x82\x84webm", b"\x42\x82\x84webx"), "no WebM"),
    "codec not played in WebM": ("a.webm", FILM_WEBM.replace(b"V_VP8", b"V_MS8"), "H.264"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_harm_is_refused(case: str) -> None:
    name, data, words = REFUSED[case]
    assert words in why_not(name, data)


def test_a_locked_zip_is_refused() -> None:
    data = bytearray(docx())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "password" in why_not("a.docx", bytes(data))
    with zipfile.ZipFile(io.BytesIO(docx())) as archive:
        assert archive.testzip() is None


def test_a_tag_before_the_sound_is_passed_over() -> None:
    tag = b"ID3\x04\x00\x00\x00\x00\x02\x01" + bytes(257)
    assert why_not("a.mp3", mp3(tag=tag)) == ""
    assert why_not("a.mp3", tag + mp3()[1:]) != ""


def test_ogg_holds_opus_too() -> None:
    assert why_not("a.ogg", OPUS) == ""


def test_the_families_say_what_a_block_may_hold() -> None:
    assert contents.endings_of(Family.AUDIO) == ["mp3", "m4a", "ogg", "opus"]
    assert contents.endings_of(Family.VIDEO) == ["mp4", "webm"]
    assert contents.endings_of(Family.DOCUMENT) == ["pdf", "docx", "xlsx", "odt", "txt"]
