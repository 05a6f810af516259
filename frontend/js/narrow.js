/* Of very many boxes to tick, shows those that have what is typed, without accents and case; and those that are ticked. */

import { folded } from "./folded.js";

export default function narrow(field) {
  const search = field.querySelector("[type=search]");
  const told = field.querySelector("[role=status]");

  search.addEventListener("input", (event) => {
    event.stopPropagation(); // It is nothing to be saved.
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const group of field.querySelectorAll(".choices-group")) {
      const head = folded(group.querySelector("legend").textContent);
      let any = false;
      for (const choice of group.querySelectorAll(".choice")) {
        const text = `${head} ${folded(choice.textContent)}`;
        const fits = words.every((word) => text.includes(word));
        choice.hidden = !fits && !choice.querySelector("input").checked;
        any ||= !choice.hidden;
        shown += fits;
      }
      group.hidden = !any;
    }
    told.textContent = shown ? "" : told.dataset.none;
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
