// Parts of a page that htmx fetches anew by themselves rest while nobody looks, and when a press is under way.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden || document.querySelector("[data-sending]")) event.preventDefault();
});
document.addEventListener("submit", (event) => event.target.setAttribute("data-sending", ""));
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sending]")) form.removeAttribute("data-sending");
});

// Whoever has been signed out in the meantime is led to sign in, and does not get that page into the middle of this one.
function isElsewhere({ xhr, requestConfig }) {
  return new URL(xhr.responseURL).pathname !== new URL(requestConfig.path, location.href).pathname;
}

// What somebody has opened stays open.
let opened = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isElsewhere(event.detail)) {
    event.preventDefault();
    location.reload();
    return;
  }
  opened = [...document.querySelectorAll("details[id][open]")].map((part) => part.id);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
});
