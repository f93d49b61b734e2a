// Steps to be put in order: two buttons and the arrow keys in place of the selects, which stay what is sent.
export function watchOrders() {
  for (const question of document.querySelectorAll("[data-order]")) watch(question);
}

function watch(question) {
  const list = question.querySelector("ol");
  for (const part of question.querySelectorAll("[data-choosing]")) part.hidden = true;
  for (const part of question.querySelectorAll("[data-moving]")) part.hidden = false;
  list.classList.add("order--moves");
  arrange(question, list);
  question.form.addEventListener("shown", () => arrange(question, list));
  question.querySelector("[data-keep] button").addEventListener("click", () => {
    settle(question, list);
    list.querySelector("[data-move]:not([aria-disabled=true])").focus();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) move(question, list, button, Number(button.dataset.move));
  });
  list.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const button = event.target.closest("[data-move]");
    if (!by || !button || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(question, list, button, by);
  });
}

const placeOf = (step) => step.querySelector("select").selectedIndex || Infinity;

// The steps as the selects have them, those without a place last.
function arrange(question, list) {
  const steps = [...list.children].sort((one, other) => placeOf(one) - placeOf(other) || 0);
  list.append(...steps);
  tell(question, list);
}

function move(question, list, button, by) {
  const step = button.closest("li");
  const other = by < 0 ? step.previousElementSibling : step.nextElementSibling;
  if (!other) return;
  // The other one goes around it: a step that is moved itself loses the focus of its button.
  if (by < 0) step.after(other);
  else step.before(other);
  settle(question, list);
  const place = [...list.children].indexOf(step) + 1;
  const words = { place, all: list.children.length, step: step.querySelector("label").textContent };
  question.querySelector("[data-moved]").textContent = question.dataset.sayMoved.replace(/{(\w+)}/g, (_, name) => words[name]);
}

// Every step gets the place at which it stands, which is an answer, and is sent like any other.
function settle(question, list) {
  [...list.children].forEach((step, index) => (step.querySelector("select").selectedIndex = index + 1));
  tell(question, list);
  for (const name of ["input", "change"]) list.querySelector("select").dispatchEvent(new Event(name, { bubbles: true }));
}

// The ends can't be passed, but keep their focus.
function tell(question, list) {
  const open = [...list.querySelectorAll("select")].some((select) => !select.value);
  question.querySelector("[data-keep]").hidden = !open;
  list.classList.toggle("order--open", open);
  const buttons = [...list.querySelectorAll("[data-move]")];
  for (const button of buttons) button.removeAttribute("aria-disabled");
  buttons[0].setAttribute("aria-disabled", "true");
  buttons.at(-1).setAttribute("aria-disabled", "true");
}
