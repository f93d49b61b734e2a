// Sends one answer at a time for each question, and again with growing pauses until the server has acknowledged it.
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;
const SLOW = 400;

export class Sender {
  constructor(address, unsent, status) {
    this.address = address;
    this.unsent = unsent;
    this.status = status;
    this.sending = new Map();
    this.waiting = new Set();
    this.pause = FIRST_PAUSE;
    this.timer = 0;
    this.seen = {};
    this.mine = {};
    this.on = { saved() {}, conflict() {}, refused() {} };
  }

  // `sequence` is the number of what the page shows as stored.
  know(position, sequence) {
    this.seen[position] = sequence;
  }

  // While a choice is open the answer is kept, and sent only when it is made.
  change(position, answer) {
    this.unsent.keep(position, answer, (this.seen[position] ?? 0) + 1);
    if (this.waiting.has(position)) this.status.choose();
    else this.send(position);
  }

  flush() {
    clearTimeout(this.timer);
    return Promise.all(Object.keys(this.unsent.answers).map((position) => this.send(position)));
  }

  send(position) {
    if (this.waiting.has(position) || !this.unsent.answers[position]) return Promise.resolve();
    if (!this.sending.has(position)) {
      const work = this.post(position).finally(() => this.sending.delete(position));
      this.sending.set(position, work);
    }
    return this.sending.get(position);
  }

  async post(position) {
    let again = true;
    while (again && this.unsent.answers[position]) {
      const { answer, sequence } = this.unsent.answers[position];
      const slow = setTimeout(() => this.status.saving(), SLOW);
      (this.mine[position] ??= []).push(answer);
      let response;
      let said;
      try {
        response = await fetch(`${this.address}${position}/`, this.request(answer, sequence));
        said = response.headers.get("content-type")?.includes("json") ? await response.json() : {};
      } catch {
        this.later();
        return;
      } finally {
        clearTimeout(slow);
      }
      again = this.settle(position, answer, response.status, said);
    }
  }

  request(answer, sequence) {
    const body = new URLSearchParams();
    for (const value of answer) body.append("answer", value);
    body.set("sequence", sequence);
    const headers = { Accept: "application/json", "X-CSRFToken": token() };
    return { method: "POST", body, headers, credentials: "same-origin", redirect: "error", keepalive: true };
  }

  // Whether to send at once what changed in the meantime.
  settle(position, answer, status, said) {
    const current = this.unsent.answers[position]?.answer;
    const changed = current !== undefined && !same(current, answer);
    if (status === 200) {
      this.pause = FIRST_PAUSE;
      this.seen[position] = said.sequence;
      if (changed) this.unsent.keep(position, current, said.sequence + 1);
      else this.unsent.drop(position);
      if (!this.unsent.size) this.status.saved(said.clock);
      this.on.saved(position);
      return changed;
    }
    if (status === 409) return this.conflict(position, current ?? answer, said);
    if (status === 422 || status === 410 || status === 404) {
      if (!changed) this.unsent.drop(position);
      this.status.stopped(said.sentence);
      this.on.refused(position, said.sentence);
      return changed && status === 422;
    }
    if (status === 400 || status === 401 || status === 403) this.status.stopped(said.sentence);
    this.later(status < 500);
    return false;
  }

  // What this very page sent before is no other answer: its receipt was lost on the way.
  conflict(position, wanted, said) {
    const stored = said.stored.answer;
    this.seen[position] = said.sequence;
    if (same(wanted, stored)) {
      this.unsent.drop(position);
      this.status.saved(said.clock);
      this.on.saved(position);
      return false;
    }
    if (this.mine[position]?.some((sent) => same(sent, stored))) {
      this.unsent.keep(position, wanted, said.sequence + 1);
      return true;
    }
    this.waiting.add(position);
    this.status.choose();
    this.on.conflict(position, wanted, said);
    return false;
  }

  keepMine(position, wanted) {
    this.waiting.delete(position);
    this.change(position, wanted);
  }

  keepStored(position) {
    this.waiting.delete(position);
    this.unsent.drop(position);
  }

  later(quietly = false) {
    if (!quietly) this.status.kept();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }
}

export function same(one, other) {
  return one.length === other.length && [...one].sort().join("\n") === [...other].sort().join("\n");
}

// Signing in again in another tab changes the token, so the cookie goes first.
function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie?.[1] ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}
