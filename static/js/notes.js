// A note is written beside its passage without leaving the page. Without this the same links lead to a page of their own.
const PART = { headers: { "HX-Request": "true" }, credentials: "same-origin" };
const REFUSED = [409, 422];
const MODE = "take-notes";

const mode = document.querySelector("#take-notes");
// Beside a passage: what stood there before its form was opened, and a form that was closed with words in it.
const before = new WeakMap();
const unsaved = new WeakMap();

function fill(place, part) {
  if (typeof part === "string") place.innerHTML = part;
  else place.replaceChildren(...part);
  place.querySelector("textarea, [data-note]")?.focus();
}

async function open(link) {
  const place = link.closest(".jot");
  const standing = [...place.childNodes];
  let part = unsaved.get(place);
  if (!part) {
    const answer = await fetch(link.href, PART).catch(() => null);
    if (!answer?.ok || answer.redirected) return location.assign(link.href);
    part = await answer.text();
  }
  before.set(place, standing);
  fill(place, part);
}

function close(place) {
  const words = place.querySelector("textarea");
  if (words.value !== words.defaultValue) unsaved.set(place, [...place.childNodes]);
  fill(place, before.get(place));
}

async function send(form, button) {
  const body = new FormData(form);
  if (button) body.set(button.name, button.value);
  const answer = await fetch(form.action, { ...PART, method: "POST", body }).catch(() => null);
  if (!answer) {
    form.querySelector("[data-said]").textContent = form.dataset.failed;
  } else if (answer.redirected || !(answer.ok || REFUSED.includes(answer.status))) {
    form.dataset.plain = "";
    form.requestSubmit(button);
  } else {
    const place = form.closest(".jot");
    unsaved.delete(place);
    fill(place, await answer.text());
  }
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest(".jot [data-note], .jot [data-back]");
  if (!link) return;
  const place = link.closest(".jot");
  if (link.matches("[data-back]") && !before.has(place)) return;
  event.preventDefault();
  if (link.matches("[data-note]")) open(link);
  else close(place);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".jot .note-form") || "plain" in form.dataset) return;
  event.preventDefault();
  send(form, event.submitter);
});

if (mode) {
  try {
    mode.checked = localStorage.getItem(MODE) === "yes";
    mode.addEventListener("change", () => localStorage.setItem(MODE, mode.checked ? "yes" : "no"));
  } catch {
    // A browser that keeps nothing asks each time.
  }
}
