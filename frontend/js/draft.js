/* Saves a form as one types, and sees to it that nothing typed is lost: what could not be saved is told, tried again and
   stays; whoever leaves with it is asked first. The element sends the draft, by htmx, whenever "again" happens to it.

   One draft is on its way at a time, so that each has the revision that the one before has brought. What was not answered
   may have arrived: it is sent again as it was, which is no other change then, and only after it what was typed since. */

const SOON = 3000;
const LATE = 60000;
const TOLD_BY_SERVER = [409, 412, 422];

export default function draft(element) {
  const form = element.closest("form");
  const told = form.querySelectorAll("[data-told]");
  let typed = 0;
  let sent = null;
  let saved = 0;
  let isOnItsWay = false;
  let wait = SOON;
  let timer = null;
  let pressed = null;
  let isKept = false;
  let leaves = false;

  const again = () => htmx.trigger(element, "again");

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(again, milliseconds);
  }

  function tell(what) {
    for (const each of told) each.hidden = each.dataset.told !== what;
    form.classList.toggle("is-unsaved", Boolean(what));
  }

  // What came of sending; a status of 0 is that of no answer.
  function settle(status) {
    const reached = status && status < 500 && status !== 401 && status !== 429;
    if (status === 200) saved = sent.typed;
    if (status === 200 || TOLD_BY_SERVER.includes(status)) tell(null);
    else tell(status === 401 ? "signed-out" : reached ? "refused" : "lost");
    if (reached) sent = null;
    wait = reached ? SOON : Math.min(2 * wait, LATE);
    if (status === 200 && saved !== typed) return later(pressed ? 0 : SOON);
    if (!reached) later(wait);
    if (reached && pressed) leave(pressed);
    pressed = null;
  }

  // The page goes, and no draft is sent any more that would be another change beside that of the form.
  function leave(submitter) {
    isKept = true;
    form.requestSubmit(submitter.isConnected ? submitter : null);
    isKept = false;
  }

  form.addEventListener("input", () => (typed += 1));
  element.addEventListener("htmx:config:request", (event) => {
    if (leaves || isOnItsWay) return event.preventDefault();
    const { request } = event.detail.ctx;
    clearTimeout(timer);
    request.body.delete("file"); // That goes with its own button.
    sent ??= { typed, body: request.body };
    request.body = sent.body;
    isOnItsWay = true;
  });
  element.addEventListener("htmx:finally:request", ({ detail }) => {
    isOnItsWay = false;
    if (!leaves) settle(detail.ctx.response?.status ?? 0);
  });

  // Not to the page to sign in on: what is typed would be gone.
  form.addEventListener("htmx:before:response", (event) => {
    if (event.detail.ctx.response.status === 401) event.preventDefault();
  });

  // A button first saves the draft: where there is no line, the browser would show a page of its own in place of ours.
  form.addEventListener("submit", (event) => {
    if (leaves) return event.preventDefault(); // Pressed twice.
    if (isKept || saved === typed || event.submitter?.id === "over") {
      leaves = true;
      setTimeout(() => (leaves = false), LATE);
      return;
    }
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
