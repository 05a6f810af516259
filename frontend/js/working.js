/* Shows that an answer is waited for, once that takes long enough to be noticed: returns what to call when it is there. */

const awaited = new WeakMap();

// Whether anything is still waited for by an element.
function count(element, change) {
  const number = (awaited.get(element) ?? 0) + change;
  awaited.set(element, number);
  return number > 0;
}

export default function working(part) {
  const all = document.documentElement;
  let isOver = false;
  const change = (by) => {
    all.classList.toggle("is-working", count(all, by));
    if (part) count(part, by) ? part.setAttribute("aria-busy", "true") : part.removeAttribute("aria-busy");
  };
  change(1);
  return () => {
    if (isOver) return;
    isOver = true;
    change(-1);
  };
}
