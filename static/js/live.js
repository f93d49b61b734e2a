// Parts of a page that htmx fetches anew by themselves rest while nobody looks, and when a press is under way.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden || document.querySelector("[data-sending]")) event.preventDefault();
});
document.addEventListener("submit", (event) => event.target.setAttribute("data-sending", ""));

// What somebody has opened stays open.
let opened = [];
document.addEventListener("htmx:beforeSwap", () => {
  opened = [...document.querySelectorAll("details[id][open]")].map((part) => part.id);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
});
