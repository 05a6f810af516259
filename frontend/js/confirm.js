/* Asks before a form is sent, or by one of its buttons, that takes something away. */

export default function confirmed(element) {
  element.addEventListener(element.matches("button") ? "click" : "submit", (event) => {
    if (!window.confirm(element.dataset.question)) event.preventDefault();
  });
}
