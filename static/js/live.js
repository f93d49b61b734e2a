// Parts of a page that htmx fetches anew by themselves rest while nobody looks, and when a press is under way.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden || document.querySelector("[data-sending]")) event.preventDefault();
});
document.addEventListener("submit", (event) => event.target.setAttribute("data-sending", ""));
