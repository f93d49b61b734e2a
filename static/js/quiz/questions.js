// The questions' forms: what is chosen in them, when it is sent, and what is said beside them.
import { same } from "./sender.js";

const TYPING_PAUSE = 1500;
const CHOOSING_PAUSE = 700;
// Of these several make one answer, so the next change often follows at once.
const TOGETHER = ["checkbox", "select-one"];

const forms = () => document.querySelectorAll("form[data-question]");
const formOf = (position) => document.querySelector(`form[data-question="${position}"]`);

export function answerIn(form) {
  return new FormData(form).getAll("answer").map((value) => value.trim()).filter(Boolean);
}

function show(form, answer) {
  for (const control of form.querySelectorAll("[name=answer]")) {
    if (control.type === "radio" || control.type === "checkbox") control.checked = answer.includes(control.value);
    else if (control.options) control.value = [...control.options].find(({ value }) => answer.includes(value))?.value ?? "";
    else control.value = answer[0] ?? "";
  }
  form.dispatchEvent(new Event("shown"));
}

// What an earlier visit could not send stands in the form again before it is sent.
export function restoreKept(sender, unsent) {
  for (const form of forms()) {
    const kept = unsent.answers[form.dataset.question];
    if (kept && same(kept.answer, answerIn(form))) unsent.drop(form.dataset.question);
    else if (kept) show(form, kept.answer);
  }
}

// Gives back a function that sends what was changed a moment ago.
export function watchQuestions(sender, status) {
  const sends = [...forms()].map((form) => watch(form, sender));
  sender.on.saved = (position) => {
    const form = formOf(position);
    if (!form) return;
    mark(form, status.says);
    form.querySelector("[data-notice]").replaceChildren();
    form.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  };
  sender.on.refused = (position, sentence) => refuse(formOf(position), sentence);
  sender.on.conflict = (position, wanted, said) => choose(formOf(position), sender, status, position, wanted, said);
  return () => sends.forEach((send) => send());
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
  form.addEventListener("input", () => {
    form.querySelector("[data-chosen]")?.remove();
    soon(TYPING_PAUSE);
  });
  form.addEventListener("change", (event) => (TOGETHER.includes(event.target.type) ? soon(CHOOSING_PAUSE) : send()));
  form.addEventListener("focusout", send);
  form.addEventListener("shown", () => (sent = answerIn(form)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", send);
  return send;
}

function mark(form, says) {
  const number = document.querySelector(`[data-number="${form.dataset.question}"]`);
  if (!number) return;
  const answered = answerIn(form).length > 0;
  const partly = answered && [...form.querySelectorAll("select[name=answer]")].some((select) => !select.value);
  number.classList.toggle("answered", answered && !partly);
  number.classList.toggle("partly", partly);
  const said = partly ? says.sayPartly : says.sayAnswered;
  number.querySelector("[data-state]").textContent = answered ? said : says.sayOpen;
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
  notice.querySelector("[data-mine]").textContent = said.mine.said || status.says.sayNone;
  notice.querySelector('[data-keep="mine"]').addEventListener("click", () => {
    place.replaceChildren();
    sender.keepMine(position, answerIn(form));
  });
  notice.querySelector('[data-keep="stored"]').addEventListener("click", () => {
    place.replaceChildren();
    show(form, said.stored.answer);
    sender.keepStored(position);
    mark(form, status.says);
    status.saved(said.clock);
  });
  place.replaceChildren(notice);
  place.querySelector(".notice").focus();
}
