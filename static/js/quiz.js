// An attempt: each answer is sent when it changes, one a request; what can't be sent is kept on the device.
// Without this file each question is a form with a button of its own.
import { startClock } from "./quiz/clock.js";
import { watchLinks, watchReview } from "./quiz/leaving.js";
import { watchOrders } from "./quiz/ordering.js";
import { restoreKept, watchQuestions } from "./quiz/questions.js";
import { Sender } from "./quiz/sender.js";
import { Status } from "./quiz/status.js";
import { Unsent } from "./quiz/unsent.js";

const bar = document.querySelector("[data-attempt]");

if (bar) {
  const status = new Status(bar);
  const unsent = new Unsent(bar.dataset.attempt);
  const sender = new Sender(bar.dataset.answers, unsent, status);
  startClock(bar, status);
  watchOrders();
  restoreKept(sender, unsent);
  const sendPending = watchQuestions(sender, status);
  watchLinks(sendPending, sender, unsent);
  const review = document.querySelector("[data-hand-in]");
  if (review) watchReview(review, sender, unsent, status);
  sender.flush();

  addEventListener("online", () => sender.flush());
  document.addEventListener("visibilitychange", () => sender.flush());
  addEventListener("beforeunload", (event) => {
    sender.flush();
    if (unsent.size) event.preventDefault();
  });
}
