// Shows what is left. The server's clock rules: the page takes it once and counts on, whatever this device believes.
const FIVE_MINUTES = 300000;

export function startClock(bar, status) {
  const left = bar.querySelector("[data-left]");
  if (!left) return;
  const begun = performance.now();
  const now = Number(bar.dataset.now);
  const deadline = Number(bar.dataset.deadline);
  const ends = Number(bar.dataset.ends);
  let told = deadline - now <= FIVE_MINUTES;
  let up = deadline <= now;

  const tick = () => {
    const at = now + performance.now() - begun;
    const rest = deadline - at;
    left.hidden = rest <= 0;
    left.textContent = say(rest);
    if (!told && rest <= FIVE_MINUTES && rest > 0) {
      told = true;
      status.announce(bar.dataset.sayFive);
    }
    if (!up && rest <= 0) {
      up = true;
      status.announce(bar.dataset.sayUp);
    }
    if (at >= ends + 1000) location.assign(bar.dataset.result);
    else setTimeout(tick, 1000 - ((performance.now() - begun) % 1000));
  };
  tick();
}

function say(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}
