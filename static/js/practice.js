// A practice question asks: choose, press the button, read why. Without this file each choice opens by itself.
// Nothing is sent anywhere: the explanations stand in the page.
for (const section of document.querySelectorAll("[data-practice]")) ask(section);

function ask(section) {
  const answers = [...section.querySelectorAll("details")];
  const name = answers[0].getAttribute("name");
  const said = make("div", { className: "practice__said", role: "status" });
  const choices = make("div", { className: "choices", role: "radiogroup" });
  choices.setAttribute("aria-labelledby", section.getAttribute("aria-labelledby"));
  answers.forEach((answer, index) => {
    const radio = make("input", { type: "radio", name, value: String(index) });
    const words = make("span", { textContent: answer.querySelector("summary").textContent });
    const line = make("label", { className: "choice" });
    line.append(radio, words);
    choices.append(line);
  });
  const button = make("button", { className: "button button--second", textContent: section.dataset.check });
  const form = make("form", { className: "practice__form" });
  form.append(choices, button, said);
  form.addEventListener("change", () => said.replaceChildren());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = form.querySelector(":checked");
    said.replaceChildren(chosen ? copyOf(answers[chosen.value]) : section.dataset.choose);
  });
  section.append(form);
  section.classList.add("practice--asks");
}

function copyOf(answer) {
  return answer.querySelector(".feedback").cloneNode(true);
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
