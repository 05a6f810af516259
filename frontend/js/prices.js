/* What holding each meeting that is left over would bring or cost: asked of the solver for those in sight, one after
   another, and only while nothing else goes on. `idle` is a promise that whatever goes on now keeps waiting. */

const PAUSE = 1500;

export default function prices(root, { address, revision, idle }) {
  let inSight = new Set();
  let asking = false;
  let timer = null;

  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inSight.add(target);
      else inSight.delete(target);
    }
    ask();
  });

  async function ask() {
    if (asking) return;
    asking = true;
    for (let item = next(); item; item = next()) {
      await idle();
      const at = revision();
      item.dataset.asked = "";
      const answer = await fetch(address(root.dataset.prices, { meeting: item.dataset.price }), {
        credentials: "same-origin",
      }).catch(() => null);
      if (answer?.status === 200 && !answer.redirected && at === revision()) {
        item.querySelector(".price").textContent = await answer.text();
      }
    }
    asking = false;
  }

  const next = () => [...inSight].find((item) => item.isConnected && !("asked" in item.dataset));

  // Those of the tray as it is now; whoever goes on at once is not kept waiting by that.
  function appraise() {
    watch.disconnect();
    inSight = new Set();
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const item of root.querySelectorAll("[data-price]")) watch.observe(item);
    }, PAUSE);
  }

  appraise();
  return appraise;
}
