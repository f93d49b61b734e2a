// The words beside the clock: whether the answers are safe. The page holds them in the reader's language.
export class Status {
  constructor(bar) {
    this.says = bar.dataset;
    this.box = bar.querySelector("[data-saved]");
    this.words = bar.querySelector("[data-words]");
    this.announcer = bar.querySelector("[data-announce]");
  }

  saving() {
    this.show(this.says.saySaving, "clock", "");
  }

  saved(clock) {
    this.show(this.says.saySaved.replace("{time}", clock), "tick", "good");
  }

  kept() {
    this.show(this.says.sayKept, "offline", "warn");
  }

  choose() {
    this.show(this.says.sayChoose, "warning", "warn");
  }

  stopped(sentence) {
    this.show(sentence || this.says.sayStopped, "warning", "bad");
  }

  announce(sentence) {
    this.announcer.textContent = sentence;
    this.announcer.className = "saved warn";
  }

  show(words, icon, tone) {
    if (this.words.textContent === words) return;
    for (const drawn of this.box.querySelectorAll("[data-icon]")) drawn.hidden = drawn.dataset.icon !== icon;
    this.box.className = `saved ${tone}`.trim();
    this.words.textContent = words;
    this.box.hidden = false;
  }
}
