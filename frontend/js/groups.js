/* Members of groups are dragged from one to another, with mouse or finger. What is sent is the form of the member, by
   which the same is done without a mouse. */

import { goOn } from "./edges.js";

const FAR = 6;

export default function groups(board) {
  let carried = null;

  for (const member of board.querySelectorAll(".group-member")) {
    const handle = member.querySelector(".handle");
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      carried = { member, x: event.clientX, y: event.clientY, pointer: event.pointerId, ghost: null };
    });
  }

  const under = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-group]");

  function lifted() {
    carried.ghost = carried.member.querySelector(".handle").cloneNode(true);
    carried.ghost.classList.add("ghost");
    carried.ghost.setAttribute("aria-hidden", "true");
    document.body.append(carried.ghost);
    carried.member.classList.add("dragged");
  }

  window.addEventListener("pointermove", (event) => {
    if (!carried || event.pointerId !== carried.pointer) return;
    if (!carried.ghost && Math.hypot(event.clientX - carried.x, event.clientY - carried.y) > FAR) lifted();
    if (!carried.ghost) return;
    carried.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
    const over = under(event);
    for (const group of board.querySelectorAll("[data-group]")) group.classList.toggle("over", group === over);
    goOn(event);
  });

  window.addEventListener("pointerup", (event) => {
    const [was, group] = [carried, under(event)];
    drop();
    if (!was?.ghost || !group || group.contains(was.member)) return;
    const form = was.member.querySelector("form");
    form.elements.group_id.value = group.dataset.group;
    form.requestSubmit();
  });
  window.addEventListener("pointercancel", drop);

  function drop() {
    carried?.ghost?.remove();
    carried?.member.classList.remove("dragged");
    for (const group of board.querySelectorAll(".over")) group.classList.remove("over");
    carried = null;
  }
}
