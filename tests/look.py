"""`make look`: a contact sheet for each type of page, in var/look/: phone and desktop × English and Arabic × light and dark.

LOOK_LANGUAGES=fr,es,pt takes other languages; their sheets are called by them too.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import ARGUMENTS
from tests.demo_platform import demo_platform
from tests.page_table import PAGES
from tests.pages import arrive, sign_in, speak
from tests.scene import Scene, scene_of
from tests.shown import Shown

ROOT = Path(__file__).resolve().parents[1]
SHEETS = ROOT / "var" / "look"
CHOSEN = os.environ.get("LOOK_LANGUAGES", "")
LANGUAGES = tuple(CHOSEN.split(",")) if CHOSEN else ("en", "ar")
SCHEMES = ("light", "dark")
# Width, height of the window, how far down a picture goes, share of its size on the sheet.
SIZES = ((360, 740, 2600, 0.75), (1280, 800, 2000, 0.5))
GAP = 12
LABEL = 22


def main(wanted: list[str]) -> None:
    shown = [page for page in PAGES if (page.name in wanted if wanted else page.looked_at)]
    SHEETS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_platform(Path(folder)) as platform,
        chromium() as browser,
    ):
        draw_sheets(browser, f"http://127.0.0.1:{platform.port}", scene_of(platform.data), shown)
    print(f"{len(shown)} sheets in {SHEETS}")


def draw_sheets(browser: Browser, base: str, scene: Scene, shown: list[Shown]) -> None:
    contexts: dict[str, BrowserContext] = {}
    for one in shown:
        if one.who not in contexts:
            contexts[one.who] = browser.new_context(base_url=base, reduced_motion="reduce")
            if one.who:
                page = contexts[one.who].new_page()
                sign_in(page, one.who)
                page.close()
        page = contexts[one.who].new_page()
        rows = [_row(page, base, one, scene, language) for language in LANGUAGES]
        page.close()
        name = "-".join([one.name, *LANGUAGES] if CHOSEN else [one.name])
        _sheet(one.name, rows).save(SHEETS / f"{name}.png")


def _row(page: Page, base: str, one: Shown, scene: Scene, language: str) -> list[tuple[str, Image.Image]]:
    speak(page.context, base, language)
    arrive(page, one.path(scene, language))
    pictures = []
    for width, height, depth, share in SIZES:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            # The admin scrolls inside its window.
            page.set_viewport_size({"width": width, "height": 2 * height if one.admin else height})
            # The admin's menu slides to its new place.
            page.wait_for_timeout(400 if one.admin else 0)
            whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
            cut = whole.crop((0, 0, whole.width, min(whole.height, depth)))
            size = (round(cut.width * share), round(cut.height * share))
            pictures.append(
                (f"{one.name}, {language}, {scheme}, {width} px", cut.resize(size, Image.Resampling.LANCZOS))
            )
    return pictures


def _sheet(name: str, rows: list[list[tuple[str, Image.Image]]]) -> Image.Image:
    heights = [LABEL + max(picture.height for _label, picture in row) + GAP for row in rows]
    width = max(GAP + sum(picture.width + GAP for _label, picture in row) for row in rows)
    sheet = Image.new("RGB", (width, GAP + sum(heights)), "#777")
    pen, font, top = ImageDraw.Draw(sheet), ImageFont.load_default(14), GAP
    for row, height in zip(rows, heights, strict=True):
        start = GAP
        for label, picture in row:
            pen.text((start, top), label, fill="white", font=font)
            sheet.paste(picture, (start, top + LABEL))
            start += picture.width + GAP
        top += height
    return sheet


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        sys.exit("Chromium is needed for the pictures. On Debian and Ubuntu: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
