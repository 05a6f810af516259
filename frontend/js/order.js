/* A list that is put in order by dragging a line, with mouse or finger; the buttons on each line do the same by a step.
   The new order is sent as the form would send it, and told to those who do not see it. */

export default function order(form) {
  const list = form.querySelector("ol");
  const told = form.querySelector("[data-told]");
  let dragged = null;

  for (const line of list.children) {
    const handle = line.querySelector(".rank");
    handle.classList.add("handle");
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      dragged = line;
      line.classList.add("dragged");
    });
  }
  // Not on the handle: a line that moves within the page loses the pointer that it has captured.
  window.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const over = [...list.children].find((each) => {
      const box = each.getBoundingClientRect();
      return each !== dragged && event.clientY > box.top && event.clientY < box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
  });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => dragged && drop(dragged));

  async function drop(line) {
    dragged = null;
    line.classList.remove("dragged");
    [...list.children].forEach((each, place) => {
      each.querySelector(".rank").textContent = place + 1;
    });
    const place = [...list.children].indexOf(line) + 1;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) window.location.reload();
    told.textContent = form.dataset.moved.replace("{name}", line.dataset.name).replace("{place}", place);
  }
}
