// The questions' forms: what is chosen in them, when it is sent, and what is said beside them.
import { same } from "./sender.js";

const TYPING_PAUSE = 1500;
const CHOOSING_PAUSE = 700;

const forms = () => document.querySelectorAll("form[data-question]");
const formOf = (position) => document.querySelector(`form[data-question="${position}"]`);

export function answerIn(form) {
  return new FormData(form).getAll("answer").map((value) => value.trim()).filter(Boolean);
}

function show(form, answer) {
  for (const control of form.querySelectorAll("[name=answer]")) {
    if (control.type === "radio" || control.type === "checkbox") control.checked = answer.includes(control.value);
    else control.value = answer[0] ?? "";
  }
}

// What an earlier visit could not send stands in the form again before it is sent.
export function restoreKept(sender, unsent) {
  for (const form of forms()) {
    const kept = unsent.answers[form.dataset.question];
    if (kept && same(kept.answer, answerIn(form))) unsent.drop(form.dataset.question);
    else if (kept) show(form, kept.answer);
  }
}

export function watchQuestions(sender, status) {
  for (const form of forms()) watch(form, sender);
  sender.on.saved = (position, answer) => {
    const form = formOf(position);
    if (!form) return;
    mark(position, answer.length > 0, status.says);
    form.querySelector("[data-notice]").replaceChildren();
    form.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  };
  sender.on.refused = (position, sentence) => refuse(formOf(position), sentence);
  sender.on.conflict = (position, wanted, said) => choose(formOf(position), sender, status, position, wanted, said);
}

function watch(form, sender) {
  const position = form.dataset.question;
  let sent = answerIn(form);
  let timer = 0;
  sender.know(position, Number(form.elements.sequence.value) - 1);
  const send = () => {
    clearTimeout(timer);
    const answer = answerIn(form);
    if (same(answer, sent)) return;
    sent = answer;
    sender.change(position, answer);
  };
  const soon = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  };
  form.addEventListener("input", () => soon(TYPING_PAUSE));
  form.addEventListener("change", (event) => (event.target.type === "checkbox" ? soon(CHOOSING_PAUSE) : send()));
  form.addEventListener("focusout", send);
  form.addEventListener("shown", () => (sent = answerIn(form)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", send);
}

function mark(position, answered, says) {
  const number = document.querySelector(`[data-number="${position}"]`);
  if (!number) return;
  number.classList.toggle("answered", answered);
  number.querySelector("[data-state]").textContent = answered ? says.sayAnswered : says.sayOpen;
}

function refuse(form, sentence) {
  if (!form || !sentence) return;
  const notice = document.getElementById("refused").content.cloneNode(true);
  notice.querySelector("[data-sentence]").textContent = sentence;
  form.querySelector("[data-notice]").replaceChildren(notice);
  form.querySelector("input.input")?.setAttribute("aria-invalid", "true");
}

function choose(form, sender, status, position, wanted, said) {
  if (!form) return;
  const notice = document.getElementById("conflict").content.cloneNode(true);
  const place = form.querySelector("[data-notice]");
  notice.querySelector("[data-sentence]").textContent = said.sentence;
  notice.querySelector("[data-stored]").textContent = said.stored.said || status.says.sayNone;
  notice.querySelector('[data-keep="mine"]').addEventListener("click", () => {
    place.replaceChildren();
    sender.keepMine(position, answerIn(form));
  });
  notice.querySelector('[data-keep="stored"]').addEventListener("click", () => {
    place.replaceChildren();
    show(form, said.stored.answer);
    form.dispatchEvent(new Event("shown"));
    sender.keepStored(position);
    mark(position, said.stored.answer.length > 0, status.says);
    status.saved(said.clock);
  });
  place.replaceChildren(notice);
  place.querySelector(".notice").focus();
}
