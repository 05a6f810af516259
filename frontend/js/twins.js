/* Boxes of a form that stand for the same value, as a suggestion and its line in the whole list, are ticked together:
   what is suggested next may take the one away, and the other keeps the answer. */

export default function twins(form) {
  form.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox") return;
    const { name, value, checked } = event.target;
    for (const box of form.querySelectorAll("input[type=checkbox]")) {
      if (box.name === name && box.value === value) box.checked = checked;
    }
  });
}
