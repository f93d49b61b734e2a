// Answers that are on their way when the page is left, or when the review of the attempt is read.
const PATIENCE = 3000;

// A link waits for them a moment, so that the next page knows them.
export function watchLinks(sendPending, sender, unsent) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || link?.target;
    if (!link || elsewhere || link.pathname === location.pathname) return;
    sendPending();
    if (!unsent.size) return;
    event.preventDefault();
    await Promise.race([sender.flush(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    location.assign(link.href);
  });
}

// Handing in waits for them too; once they have arrived, the page says anew which questions are open.
export function watchReview(review, sender, unsent, status) {
  let handingIn = false;
  sender.on.saved = () => {
    if (!handingIn && !unsent.size) location.reload();
  };
  review.addEventListener("submit", async (event) => {
    if (!unsent.size) return;
    event.preventDefault();
    handingIn = true;
    await sender.flush();
    handingIn = unsent.size === 0;
    if (handingIn) review.submit();
    else status.announce(status.says.sayUnsent);
  });
}
