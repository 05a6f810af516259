/* Brings pages to life: each element with `data-module="name"` is given to the module of that name, now and whenever
   htmx has put it there. What a module adds works without it, too. */

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

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest?.("[data-closes]")) event.target.closest("dialog")?.close();
});
