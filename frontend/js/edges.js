/* What is dragged to an edge of the window takes the page along. */

const EDGE = 40;
const STEP = 12;

export function goOn(event) {
  if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, STEP);
  if (event.clientY < EDGE) window.scrollBy(0, -STEP);
}
