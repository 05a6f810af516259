/* The timetable desk. A meeting is picked up by mouse, touch or keyboard; the server says where it can go and what that
   costs, and the page takes over the parts that have changed. Nothing is known here of rules or of names. */

import { folded } from "./folded.js";
import prices from "./prices.js";
import working from "./working.js";

const EVERY = 5000;
const AGAIN = 3000;
// What has no answer by then has no line.
const PATIENCE = 20000;
const FAR = 6;

export default function desk(root) {
  const said = root.querySelector("[data-said]");
  const frame = root.querySelector(".desk-frame");
  let picked = root.dataset.picked || null;
  let carried = null;
  let busy = Promise.resolve();
  let waiting = 0;
  let unsent = null;
  // How often something has arrived that others did.
  let news = 0;

  const say = (text) => (said.textContent = text);
  const revision = () => root.querySelector("#desk-bar").dataset.revision;
  const targets = () => [...root.querySelectorAll(".target")];
  const chipOf = (meeting) => root.querySelector(`.chip[data-meeting="${CSS.escape(meeting)}"]`);

  // One after another: each step names the revision that the one before has brought.
  function next(work) {
    if (unsent) {
      say(root.dataset.unsent);
      return busy;
    }
    waiting += 1;
    const arrived = working(frame);
    busy = busy
      .then(work)
      .catch(() => {
        say("");
        line("lost");
      })
      .finally(() => {
        waiting -= 1;
        arrived();
      });
    return busy;
  }

  // How the line is, until it is otherwise.
  function line(how) {
    for (const each of root.querySelectorAll("[data-line]")) each.hidden = each.dataset.line !== how;
  }

  // The answer of the server. Without one, and where only a server before it answers, the line is lost.
  async function ask(path, options) {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(path, { credentials: "same-origin", signal, ...options });
    const html = await answer.text();
    if (answer.status > 500) throw new Error(`no line: ${answer.status}`);
    line(null);
    if (answer.status !== 401 && !answer.redirected) return { status: answer.status, html };
    // The sign-in has ended: loading the page leads to a new one, and back.
    unsent = null;
    location.reload();
    return new Promise(() => {});
  }

  // Sends the same until there is an answer, or until the reader gives it up. It names the revision that was seen, so
  // what has arrived already, though its answer was lost, is not done twice.
  async function insist(path, options) {
    let isGivenUp = false;
    for (let first = true; ; first = false) {
      try {
        const answer = await ask(path, options);
        unsent = null;
        return { answer, first };
      } catch {
        line("unsent");
        await new Promise((go) => {
          unsent = (givesUp) => go((isGivenUp ||= givesUp));
          if (isGivenUp) go();
          setTimeout(go, AGAIN);
        });
        if (!isGivenUp) continue;
        unsent = null;
        line("lost");
        return null;
      }
    }
  }

  function address(path, changed) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changed)) value ? query.set(name, value) : query.delete(name);
    return `${path}?${query}`;
  }

  const appraise = prices(root, { address, revision, idle: () => busy });

  // What had the focus keeps it, though it is another element now.
  function take(html) {
    const active = document.activeElement;
    const same = active?.id
      ? `#${CSS.escape(active.id)}`
      : active?.matches(".target") && `.target[value="${CSS.escape(active.value)}"]`;
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const part of template.content.querySelectorAll("[id^=row-], #desk-bar, #desk-panel, #desk-tray")) {
      const old = document.getElementById(part.id);
      const scrolled = old?.querySelector(".tray-list")?.scrollTop;
      // Warnings that somebody reads stay open.
      if (old?.querySelector(".troubles")?.open) part.querySelector(".troubles")?.setAttribute("open", "");
      old?.replaceWith(part);
      if (scrolled) part.querySelector(".tray-list").scrollTop = scrolled;
    }
    for (const field of document.querySelectorAll("input[name=revision]")) field.value = revision();
    filter();
    appraise();
    if (same && !active.isConnected) root.querySelector(same)?.focus({ preventScroll: true });
  }

  async function look(meeting, deep = false) {
    const changed = { meeting, had: picked, since: revision(), deep: deep ? "1" : "" };
    const answer = await ask(address(root.dataset.parts, changed));
    // Too many questions, or a failure of the server: the picture stays, and the next question may be answered.
    if (answer.status === 429 || answer.status === 500) return line("lost");
    if (answer.status === 205 || answer.status >= 400) return location.reload();
    if (answer.status === 200) take(answer.html);
    picked = meeting;
    for (const chip of root.querySelectorAll(".desk-tray .chip")) {
      chip.classList.toggle("picked", chip.dataset.meeting === meeting);
    }
    root.classList.toggle("lifted", Boolean(meeting));
    history.replaceState(null, "", address(location.pathname, { meeting }));
    return answer.status === 200;
  }

  // First what needs no solver, then the exchanges.
  function lift(meeting, { focus = false } = {}) {
    // Whoever has no keyboard at hand is told of none.
    const lifted = focus ? root.dataset.lifted : root.dataset.lit;
    next(async () => {
      await look(meeting);
      say(targets().length ? lifted : root.dataset.none);
      const first = focus ? targets()[0] : null;
      (first ?? frame.querySelector(".chip.picked") ?? chipOf(meeting))?.focus({ preventScroll: !first });
    });
    return next(async () => {
      if (picked !== meeting) return;
      const none = !targets().length;
      await look(meeting, true);
      if (none && targets().length) say(lifted);
    });
  }

  function putDown({ focus = true } = {}) {
    const meeting = picked;
    if (!meeting) return busy;
    return next(async () => {
      await look(null);
      say(root.dataset.putDown);
      if (focus) chipOf(meeting)?.focus();
    });
  }

  // Sends a form, and takes what has changed; what is refused is told, and nothing else happens.
  function send(form, submitter) {
    // Read now: until its turn comes the form may be replaced by a newer one.
    const body = new URLSearchParams(new FormData(form, submitter));
    const meeting = body.get("meeting");
    const path = new URL(form.action).pathname;
    const known = news;
    return next(async () => {
      // What others did may have arrived since: nobody has decided anything in view of that.
      if (known !== news) return say(root.dataset.others);
      body.set("revision", revision());
      const sent = await insist(address(path, { meeting: null }), {
        method: "POST",
        body,
        headers: { "X-Parts": root.querySelector(".troubles[data-broken]") ? "all" : "yes" },
      });
      if (!sent) return look(picked);
      const { first, answer } = sent;
      const { status, html } = answer;
      if (status >= 400) {
        const refusal = new DOMParser().parseFromString(html, "text/html").querySelector("#refusal, .state h1 + p");
        if (status === 412 && (await look(picked))) news += 1;
        return say((status === 412 && !first ? null : refusal?.textContent) ?? root.dataset.unsure);
      }
      const before = picked;
      picked = null;
      take(html);
      root.classList.remove("lifted");
      if (before && before !== meeting) await look(null);
      history.replaceState(null, "", address(location.pathname, { meeting: null }));
      say(root.dataset.done);
      if (meeting) chipOf(meeting)?.focus();
      root.dispatchEvent(new CustomEvent("desk:done"));
    });
  }

  root.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-step]")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  root.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (event.target.closest("[data-let-go]")) {
      event.preventDefault();
      putDown();
    } else if (chip && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (carried?.moved) return;
      chip.dataset.meeting === picked ? putDown() : lift(chip.dataset.meeting, { focus: event.detail === 0 });
    }
  });

  // By keyboard: from place to place, in the direction of the arrow.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") carried?.moved ? drop() : putDown();
    const step = stepOf(event);
    if (!step) return;
    event.preventDefault();
    root.querySelector(`[data-step][action*="/desk/${step}"] button`).click();
  });
  root.addEventListener("keydown", (event) => {
    const here = event.target.closest(".target, .chip");
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!here || !way || !frame.contains(here)) return;
    event.preventDefault();
    const wanted = picked ? ".target" : ".chip";
    nearest(here, [...frame.querySelectorAll(wanted)], way)?.focus();
  });

  // By the keys that everybody knows; a field has them for what is typed.
  function stepOf({ key, ctrlKey, metaKey, shiftKey, target }) {
    if (!(ctrlKey || metaKey) || target.matches("input, select, textarea")) return null;
    return { z: shiftKey ? "redo" : "undo", y: "redo" }[key.toLowerCase()] ?? null;
  }

  function nearest(here, others, [right, down]) {
    const middle = (element) => {
      const box = element.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = middle(here);
    let best = null;
    let least = Infinity;
    for (const other of others) {
      const [ox, oy] = middle(other);
      const along = (ox - x) * right + (oy - y) * down;
      const aside = Math.abs((ox - x) * down) + Math.abs((oy - y) * right);
      const cost = along + 3 * aside;
      if (other !== here && along > 1 && cost < least) [best, least] = [other, cost];
    }
    return best;
  }

  // By mouse and touch: carry it to a place. Touch first waits a moment, so that one can scroll.
  root.addEventListener("pointerdown", (event) => {
    const chip = event.target.closest(".chip");
    if (!chip || event.button !== 0) return;
    carried = { chip, x: event.clientX, y: event.clientY, pointer: event.pointerId, moved: false, ghost: null };
    if (event.pointerType === "touch") {
      carried.ready = false;
      carried.timer = setTimeout(() => begin(event), 350);
      // The browser tells the touched element alone of its finger, and the answer to lifting may replace that.
      event.target.addEventListener("touchmove", (move) => carried?.moved && move.preventDefault(), { passive: false });
    } else carried.ready = true;
  });

  function begin(event) {
    if (!carried) return;
    carried.moved = carried.ready = true;
    carried.ghost = carried.chip.cloneNode(true);
    carried.ghost.removeAttribute("id");
    carried.ghost.classList.add("ghost");
    carried.ghost.setAttribute("aria-hidden", "true");
    document.body.append(carried.ghost);
    root.setPointerCapture(carried.pointer);
    follow(event);
    if (carried.chip.dataset.meeting !== picked) lift(carried.chip.dataset.meeting);
  }

  function follow(event) {
    carried.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest(".target");
    for (const target of root.querySelectorAll(".target.over")) target.classList.toggle("over", target === under);
    under?.classList.add("over");
    const box = frame.getBoundingClientRect();
    if (event.clientY > box.bottom - 30) frame.scrollTop += 12;
    if (event.clientY < box.top + 60) frame.scrollTop -= 12;
    if (event.clientX > box.right - 30) frame.scrollLeft += 12;
  }

  root.addEventListener("pointermove", (event) => {
    if (!carried || event.pointerId !== carried.pointer) return;
    if (carried.moved) return follow(event);
    const far = Math.hypot(event.clientX - carried.x, event.clientY - carried.y) > FAR;
    if (far && carried.ready) begin(event);
    else if (far) drop();
  });
  root.addEventListener("pointercancel", drop);
  window.addEventListener("pointerup", (event) => {
    if (!carried?.moved) return drop();
    const [x, y] = [event.clientX, event.clientY];
    const meeting = carried.chip.dataset.meeting;
    carried.ghost.remove();
    // The places may still be on their way.
    next(async () => {
      const target = document.elementFromPoint(x, y)?.closest(".target");
      if (target && picked === meeting) setTimeout(() => target.click());
    });
    setTimeout(drop);
  });

  function drop() {
    clearTimeout(carried?.timer);
    carried?.ghost?.remove();
    carried = null;
  }

  // Rows that have each word somewhere, with or without accents.
  const search = root.querySelector("[data-filter]");
  function filter() {
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    for (const row of frame.querySelectorAll("tbody tr")) {
      const text = words.length ? folded(row.textContent) : "";
      row.hidden = !row.classList.contains("picked") && !words.every((word) => text.includes(word));
    }
  }
  search.addEventListener("input", filter);
  root.querySelector("[data-zoom]").addEventListener("change", (event) => {
    root.dataset.zoom = event.target.value;
  });

  // What others do.
  function others() {
    if (document.hidden || carried || waiting) return;
    next(async () => {
      if (!(await look(picked))) return;
      news += 1;
      say(root.dataset.others);
    });
  }
  setInterval(others, EVERY);

  // The line again: at once. What is not sent yet keeps the page.
  window.addEventListener("online", () => (unsent ? unsent(false) : others()));
  window.addEventListener("beforeunload", (event) => unsent && event.preventDefault());
  root.querySelector("[data-give-up]").addEventListener("click", () => unsent?.(true));
  root.classList.toggle("lifted", Boolean(picked));
}
