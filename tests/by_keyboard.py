"""What a page owes to people who use no mouse, no scripts, or paper: looked at in a real browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page

# What is shut away counts too, such as a list of all countries.
MOST = 600
REACHABLE = (
    "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], video[controls], "
    "[tabindex]:not([tabindex='-1'])"
)
# Notes each element that the keyboard comes to, and whether its focus can be seen.
WATCH = """([reachable, inside]) => {
    const all = [...document.querySelectorAll(inside)].flatMap((e) => [...e.querySelectorAll(reachable)]);
    const shown = all.filter((e) => !e.disabled
        && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && e.getClientRects().length);
    // What scrolls gently is not in view yet when the focus comes.
    for (const e of [document.documentElement, ...document.querySelectorAll(inside)]) e.style.scrollBehavior = "auto";
    const radios = new Set();
    window.walk = { seen: new Set(), unseen: [], wanted: shown.filter((e) => {
        if (e.type !== "radio") return true;
        const fresh = !radios.has(e.name);
        radios.add(e.name);
        return fresh;
    }) };
    document.addEventListener("focusin", ({ target }) => {
        if (walk.seen.has(target) || !target.closest(inside)) return;
        walk.seen.add(target);
        const around = [target, target.labels?.[0], target.closest("label, li, .choice, .search, form")];
        const marked = around.filter(Boolean).some((e) => {
            const style = getComputedStyle(e);
            return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
        });
        const box = target.getBoundingClientRect();
        const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
        if (!marked || !inView) walk.unseen.push(target.outerHTML.slice(0, 120));
    });
    document.activeElement?.blur();
    return document.querySelectorAll(reachable).length;
}"""
MISSED = """() => {
    const names = new Set([...walk.seen].filter((e) => e.type === "radio").map((e) => e.name));
    return walk.wanted.filter((e) => !walk.seen.has(e) && !(e.type === "radio" && names.has(e.name)))
        .map((e) => e.outerHTML.slice(0, 120));
}"""


def keyboard_walk(page: Page, *, inside: str = "html") -> list[str]:
    """Tab from the top to the end: everything `inside` is come to, can be seen, and holds nobody."""
    number = page.evaluate(WATCH, [REACHABLE, inside])
    if number > MOST:
        return [f"{number} stops: more than anybody goes through by keyboard, and than are looked at here"]
    for _ in range(number + 3):
        page.keyboard.press("Tab")
    found = [f"focus can't be seen: {element}" for element in page.evaluate("walk.unseen")]
    return found + [f"no key comes to it: {element}" for element in page.evaluate(MISSED)]


def printed(page: Page) -> list[str]:
    """On paper: what the page says, none of its ways about, nothing cut off at the edge."""
    page.set_viewport_size({"width": 700, "height": 990})
    page.emulate_media(media="print", color_scheme="dark")
    found = []
    for part in ("nav", ".masthead__tools", "form.search", "button"):
        shown = page.locator(part).evaluate_all("all => all.filter(e => e.checkVisibility()).length")
        found += [f"{shown} × {part} on paper"] if shown else []
    found += [] if page.locator("h1").first.is_visible() else ["no h1 on paper"]
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
    )
    found += [f"{ink} on {ground} on paper"] if not _dark_on_light(ink, ground) else []
    wide = page.evaluate("document.documentElement.scrollWidth")
    found += [f"{wide} pixels wide on paper of 700"] if wide > 700 else []
    page.emulate_media(media="screen", color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def _dark_on_light(ink: str, ground: str) -> bool:
    def light(colour: str) -> float:
        parts = [float(part) for part in colour[colour.index("(") + 1 : -1].replace("/", ",").split(",")]
        return 1.0 if len(parts) == 4 and not parts[3] else sum(parts[:3]) / 765

    return light(ground) > 0.9 and light(ink) < 0.5


def without_scripts(context: BrowserContext, address: str, status: int) -> list[str]:
    """The same page where no script runs: it says something, and each form has a button that sends it."""
    page = context.new_page()
    answer: Any = page.goto(address)
    found = [] if answer.status == status else [f"without scripts: {answer.status}"]
    main = page.locator("main")
    found += [] if main.inner_text().strip() else ["without scripts the page says nothing"]
    forms = page.locator("main form").evaluate_all(
        """all => all.filter(e => e.checkVisibility() && !e.querySelector("button:not([type=button]), input[type=submit]")
            && !document.querySelector(`button[form="${e.id}"]`)).map(e => e.outerHTML.slice(0, 120))"""
    )
    found += [f"without scripts nothing sends it: {form}" for form in forms]
    page.close()
    return found
