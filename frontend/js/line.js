/* Tells while what looks anew by itself has no answer, and takes it back with the next one. */

export default function line(element) {
  const told = element.querySelector("[data-line]");
  element.addEventListener("htmx:error", () => (told.hidden = false));
  element.addEventListener("htmx:after:request", ({ detail }) => (told.hidden = detail.ctx.response.status < 500));
}
