/* Looks at something anew whenever the server says that there is news, and every two seconds where it can't say so.
   A stream that is lost is looked for again by the browser; what happened meanwhile is seen as soon as it is back. */

const SECONDS = 2;

export default function follow(element) {
  const look = () => element.querySelector("[hx-trigger]")?.dispatchEvent(new CustomEvent("news"));
  const source = new EventSource(element.dataset.events);
  let isLost = false;
  source.addEventListener("run", look);
  source.addEventListener("end", () => {
    source.close();
    look();
  });
  source.addEventListener("error", () => {
    isLost = true;
    look();
    if (source.readyState === EventSource.CLOSED) setInterval(look, SECONDS * 1000);
  });
  source.addEventListener("open", () => {
    if (isLost) look();
    isLost = false;
  });
  window.addEventListener("online", look);
}
