/* A long list of parts that open and close: on a narrow screen all are closed at first. Whoever is led to one of them by
   a link finds it open, and so is everything on paper. */

const MANY = 3;

export default function fold(root) {
  const parts = [...root.querySelectorAll(":scope > details")];
  if (parts.length > MANY && window.matchMedia("(max-width: 61.99rem)").matches) {
    for (const part of parts) part.open = false;
  }

  function reveal(id) {
    const part = id && document.getElementById(id)?.closest("details");
    if (part && root.contains(part)) part.open = true;
  }

  reveal(location.hash.slice(1));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link) reveal(link.hash.slice(1));
  });
  window.addEventListener("beforeprint", () => {
    for (const part of parts) part.open = true;
  });
}
