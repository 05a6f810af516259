/* Asks before a form is sent that takes something away. */

export default function confirmed(form) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.question)) event.preventDefault();
  });
}
