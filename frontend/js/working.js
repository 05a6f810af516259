/* Shows that an answer is waited for, once that takes long enough to be noticed: returns what to call when it is there. */

let awaited = 0;

export default function working(part) {
  let isOver = false;
  awaited += 1;
  document.documentElement.classList.add("is-working");
  part?.setAttribute("aria-busy", "true");
  return () => {
    if (isOver) return;
    isOver = true;
    awaited -= 1;
    document.documentElement.classList.toggle("is-working", awaited > 0);
    part?.removeAttribute("aria-busy");
  };
}
