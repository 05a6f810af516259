/* A grid of boxes that is painted: pressing a cell and dragging gives all cells on the way what the first one got. A
   finger paints once it has gone sideways to another cell; up and down it moves the page. Arrow keys go from cell to cell; each is a box of its own all the same, so that space and a tap do what they always do. */

export default function paint(form) {
  const boxes = [...form.querySelectorAll(".slot-cell input")];
  let painting = null;
  let touched = null;

  const cellAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".slot-cell");

  function give(cell) {
    const box = cell?.querySelector("input");
    if (box && form.contains(box) && !box.matches(":disabled")) box.checked = painting;
  }

  function begin(cell) {
    painting = !cell.querySelector("input").checked;
    give(cell);
  }

  form.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest(".slot-cell");
    touched = event.pointerType === "touch" ? cell : null;
    if (!cell || event.button !== 0 || touched) return;
    event.preventDefault();
    begin(cell);
    cell.querySelector("input").focus();
  });
  form.addEventListener("pointermove", (event) => {
    const cell = cellAt(event);
    if (touched && painting === null && cell && cell !== touched) begin(touched);
    if (painting !== null) give(cell);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    window.addEventListener(end, () => {
      painting = touched = null;
    });
  }
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
