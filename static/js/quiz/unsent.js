// Answers that the server has not acknowledged, by question, kept on the device until it has.
// Each lies under a name of its own, so that two tabs don't write over each other's.
export class Unsent {
  constructor(attempt) {
    this.prefix = `quiz:${attempt}:`;
    this.answers = {};
    this.stored((storage) => {
      for (const name of Object.keys(storage)) {
        if (name.startsWith(this.prefix)) this.answers[name.slice(this.prefix.length)] = JSON.parse(storage.getItem(name));
      }
    });
  }

  get size() {
    return Object.keys(this.answers).length;
  }

  keep(position, answer, sequence) {
    this.answers[position] = { answer, sequence };
    this.stored((storage) => storage.setItem(this.prefix + position, JSON.stringify(this.answers[position])));
  }

  drop(position) {
    delete this.answers[position];
    this.stored((storage) => storage.removeItem(this.prefix + position));
  }

  // Private windows and full disks refuse: the answers then live as long as the page.
  stored(act) {
    try {
      act(localStorage);
    } catch {}
  }
}
