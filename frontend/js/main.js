/* Brings pages to life: each element with `data-module="name"` is given to the module of that name, now and whenever
   htmx has put it there. What a module adds works without it, too. */

import working from "./working.js";

const started = new WeakSet();

async function start(element) {
  if (started.has(element)) return;
  started.add(element);
  const module = await import(`./${element.dataset.module}.js`);
  module.default(element);
}

function startAll(root) {
  if (root.matches?.("[data-module]")) start(root);
  root.querySelectorAll?.("[data-module]").forEach(start);
}

document.documentElement.classList.add("with-script");
startAll(document);
document.addEventListener("htmx:after:settle", () => startAll(document));

// Once the sign-in has ended, the page is left for the one to sign in on; asking again would begin the way anew.
let leaving = false;
document.addEventListener("htmx:after:request", ({ detail }) => (leaving ||= Boolean(detail.ctx.hx.redirect)));
document.addEventListener("htmx:before:request", (event) => leaving && event.preventDefault());
window.addEventListener("pageshow", () => (leaving = false));

// What is asked for by itself, again and again, or tells of itself how it goes, needs no other sign of it.
const answered = new WeakMap();
document.addEventListener("htmx:before:request", ({ detail: { ctx }, defaultPrevented }) => {
  if (defaultPrevented || ctx.sourceElement.matches("[hx-trigger*=every], [data-module=draft]")) return;
  answered.set(ctx, working(ctx.target));
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => answered.get(ctx)?.());

// A form that is sent is waited for until its page comes, or the browser has given up.
const PATIENCE = 60000;
let arrived = () => {};
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.target === "_blank" || form.method === "dialog") return;
  arrived();
  arrived = working(form);
  submitter?.classList.add("is-sent");
  setTimeout(arrived, PATIENCE);
});
window.addEventListener("pageshow", () => {
  arrived();
  document.querySelectorAll(".is-sent").forEach((button) => button.classList.remove("is-sent"));
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest?.("[data-closes]")) event.target.closest("dialog")?.close();
});
