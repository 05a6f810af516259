/* A list that is put in order by dragging a line, with mouse or finger, or by the buttons on each line, a step at a time.
   The new order is sent as the form would send it, and told to those who do not see it; the focus stays where it is.
   What can't be sent is told, and the list is then as the server has it. */

import { goOn } from "./edges.js";

export default function order(form) {
  const list = form.querySelector("ol");
  const told = form.querySelector("[data-told]");
  const failed = form.querySelector("[data-failed]");
  let kept = [...list.children];
  let dragged = null;
  let sending = Promise.resolve();

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
    goOn(event);
    const over = [...list.children].find((each) => {
      const box = each.getBoundingClientRect();
      return each !== dragged && event.clientY > box.top && event.clientY < box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
  });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => dragged && drop(dragged));

  form.addEventListener("submit", (event) => {
    const { name } = event.submitter ?? {};
    if (name !== "up" && name !== "down") return;
    event.preventDefault();
    step(event.submitter.closest("li"), name, event.submitter);
  });

  function drop(line) {
    dragged = null;
    line.classList.remove("dragged");
    settle(line);
  }

  function step(line, way, button) {
    const other = way === "up" ? line.previousElementSibling : line.nextElementSibling;
    other?.[way === "up" ? "before" : "after"](line);
    settle(line);
    // At an end of the list the button has nothing more to do.
    (button.disabled ? line.querySelector("button[name]:not(:disabled)") : button)?.focus();
  }

  function settle(line) {
    number();
    sending = sending.then(() => send(line));
  }

  function number() {
    [...list.children].forEach((each, place, all) => {
      each.querySelector(".rank").textContent = place + 1;
      each.querySelector("[name=up]").disabled = place === 0;
      each.querySelector("[name=down]").disabled = place === all.length - 1;
    });
  }

  async function send(line) {
    const lines = [...list.children];
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    if (answer && !answer.ok && answer.status < 500) return form.submit(); // The page says why.
    const isKept = Boolean(answer?.ok);
    failed.hidden = isKept;
    failed.textContent = isKept ? "" : failed.dataset.failed;
    if (isKept) {
      kept = lines;
      const place = lines.indexOf(line) + 1;
      told.textContent = form.dataset.moved.replace("{name}", line.dataset.name).replace("{place}", place);
    } else {
      list.append(...kept);
      number();
    }
  }
}
