/* Saves a form as one types, and sees to it that nothing typed is lost: what could not be saved is told, tried again and
   stays; whoever leaves with it is asked first. The element sends the draft, by htmx, whenever "again" happens to it. */

const SOON = 3000;
const LATE = 60000;
const TOLD_BY_SERVER = [409, 412, 422];

export default function draft(element) {
  const form = element.closest("form");
  const told = form.querySelectorAll("[data-told]");
  let typed = 0;
  let sent = 0;
  let saved = 0;
  let wait = SOON;
  let timer = null;
  let pressed = null;
  let leaves = false;

  const again = () => htmx.trigger(element, "again");

  function tell(what) {
    for (const each of told) each.hidden = each.dataset.told !== what;
    form.classList.toggle("is-unsaved", Boolean(what));
  }

  // What came of sending; a status of 0 is that of no answer.
  function settle(status) {
    const reached = status && status < 500 && status !== 401 && status !== 429;
    if (status === 200) saved = sent;
    if (status === 200 || TOLD_BY_SERVER.includes(status)) tell(null);
    else tell(status === 401 ? "signed-out" : reached ? "refused" : "lost");
    wait = reached ? SOON : Math.min(2 * wait, LATE);
    if (!reached) timer = setTimeout(again, wait);
    if (reached && pressed) leave(pressed);
    pressed = null;
  }

  // The page goes, and no draft is sent any more that would be another change beside that of the form.
  function leave(submitter) {
    leaves = true;
    setTimeout(() => (leaves = false), LATE);
    form.requestSubmit(submitter.isConnected ? submitter : null);
  }

  form.addEventListener("input", () => (typed += 1));
  element.addEventListener("htmx:before:request", (event) => {
    clearTimeout(timer);
    sent = typed;
    if (leaves) event.preventDefault();
  });
  element.addEventListener("htmx:finally:request", ({ detail }) => leaves || settle(detail.ctx.response?.status ?? 0));

  // Not to the page to sign in on: what is typed would be gone.
  form.addEventListener("htmx:before:response", (event) => {
    if (event.detail.ctx.response.status === 401) event.preventDefault();
  });

  // A button first saves the draft: where there is no line, the browser would show a page of its own in place of ours.
  form.addEventListener("submit", (event) => {
    if (leaves || saved === typed || event.submitter?.id === "over") return;
    event.preventDefault();
    pressed = event.submitter;
    tell("saving");
    again();
  });

  window.addEventListener("beforeunload", (event) => {
    if (saved !== typed && !leaves) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (leaves = false));
  window.addEventListener("online", () => saved !== typed && again());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && saved !== typed) again();
  });
}
