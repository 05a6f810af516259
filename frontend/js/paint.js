/* A grid of boxes that is painted: pressing a cell and dragging gives all cells on the way what the first one got.
   Arrow keys go from cell to cell; each is a box of its own all the same, so that space and a tap do what they always do. */

export default function paint(form) {
  const boxes = [...form.querySelectorAll(".slot-cell input")];
  let painting = null;

  const cellAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".slot-cell");

  function give(cell) {
    const box = cell?.querySelector("input");
    if (box && form.contains(box) && !box.matches(":disabled")) box.checked = painting;
  }

  form.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest(".slot-cell");
    if (!cell || event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    painting = !cell.querySelector("input").checked;
    give(cell);
    cell.querySelector("input").focus();
  });
  form.addEventListener("pointermove", (event) => {
    if (painting !== null) give(cellAt(event));
  });
  window.addEventListener("pointerup", () => {
    painting = null;
  });
  // What the press has done already, the click must not undo.
  form.addEventListener("click", (event) => {
    if (event.detail > 0 && event.pointerType !== "touch" && event.target.closest(".slot-cell")) event.preventDefault();
  });
  form.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = boxes[boxes.indexOf(event.target) + step];
    if (!step || !next || !boxes.includes(event.target)) return;
    event.preventDefault();
    next.focus();
  });
}
