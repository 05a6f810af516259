/* A form that is sent once: a second press of the button, while the first is on its way, does nothing. */

export default function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "true";
  });
  // Coming back by the browser's button, one may send it again.
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
