/* Looks at something anew whenever the server says that there is news, and every two seconds where it can't say so. */

const SECONDS = 2;

export default function follow(element) {
  const look = () => element.querySelector("[hx-trigger]")?.dispatchEvent(new CustomEvent("news"));
  const source = new EventSource(element.dataset.events);
  source.addEventListener("run", look);
  source.addEventListener("end", () => {
    source.close();
    look();
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setInterval(look, SECONDS * 1000);
  });
}
