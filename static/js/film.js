// Captions are fetched and shown once a film is played, not while its page is opened; the player's own button hides them again.
for (const film of document.querySelectorAll("video")) film.addEventListener("play", caption, { once: true });

function caption(event) {
  const [track] = event.target.textTracks;
  if (track?.mode === "disabled") track.mode = "showing";
}
