/* Copies what stands in a field; where the browser forbids that, marks it to be copied by hand. */

export default function copied(place) {
  const field = place.querySelector("input");
  const button = place.querySelector("button");
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      place.querySelector("[role=status]").textContent = button.dataset.done;
    } catch {
      field.focus();
    }
  });
}
