"""A small whole package as text, and ways of writing and reading it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from courses.catalogue.packages.lessons import read_lesson
from courses.catalogue.packages.package import Package, read_package

MODULE_ID = "6f1d9f0e-52a0-4e0b-8f6b-0d8a3c1f7b55"

MODULE = f"""\
format: 1
id: {MODULE_ID}
source_language: en
law_stated_as_at: 2026-10-01
title: {{en: A request, ar: طلب}}
summary: {{en: How to ask., ar: كيف تطلب.}}
steps:
  - {{id: first, kind: lesson, minutes: 20, required: true}}
  - {{id: second, kind: lesson, minutes: 10}}
"""

FIRST = """\
---
id: first
title: {title}
summary: One sentence.
---
## {heading} {{#who-asks}}

:::text{{#intro}}
{text} with **weight** and a [link](https://example.org/a).

- one
- two
:::

:::law{{#law-15 instrument="The Convention" article="18(15)" source="https://example.org/law" wording="official"}}
Requests shall contain the facts.
:::

:::compare{{#who-signs title="Who signs"}}
### civil_law
A judge.
### common_law
A prosecutor.
:::

:::key{{#remember}}
Ask early.
:::

:::image{{#way file="images/way.svg" alt="Two boxes"}}
The way of a request.
:::

:::case{{#comes-back title="A request comes back"}}
The answer asks for **two** things:

1. a name
2. a [reason](https://example.org/reason)
:::
"""

SECOND = """\
---
id: second
title: {title}
---
:::text{{#only}}
{text}
:::
"""

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><title>Way</title><rect width="10" height="10"/></svg>
"""


class LessonKind:
    kind = "lesson"
    part_suffix = ".md"
    read_part = staticmethod(read_lesson)


def whole_package() -> dict[str, str]:
    return {
        "module.yaml": MODULE,
        "images/way.svg": SVG,
        "en/1-first.md": FIRST.format(title="First", heading="Who asks", text="Some text"),
        "en/2-second.md": SECOND.format(title="Second", text="More text."),
        "ar/1-first.md": FIRST.format(title="أولا", heading="من يطلب", text="نص"),
        "ar/2-second.md": SECOND.format(title="ثانيا", text="مزيد من النص."),
    }


def files_of(english: str, arabic: str | None = None) -> dict[str, str | bytes]:
    """The sample package whose second lesson is this, from line 5."""
    head = "---\nid: second\ntitle: Blocks\n---\n"
    return whole_package() | {
        "en/2-second.md": head + english,
        "ar/2-second.md": head + (english if arabic is None else arabic),
    }


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def write_zip(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def read(source: Path) -> Package:
    return read_package(source, kinds={"lesson": LessonKind})
