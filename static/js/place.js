// Keeps the reader's place: posts the id of the block read last to the address in data-place.
const page = document.querySelector("[data-place]");
const token = document.querySelector("input[name=csrfmiddlewaretoken]");

let block = "";
let told = "";

function tell() {
  if (!block || block === told) return;
  told = block;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token.value);
  body.set("block", block);
  fetch(page.dataset.place, { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => {
    told = "";
  });
}

if (page && token) {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) block = entry.target.dataset.block;
    },
    { rootMargin: "0px 0px -60% 0px" },
  );
  for (const part of page.querySelectorAll("[data-block]")) seen.observe(part);
  setInterval(tell, 20000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") tell();
  });
}
