/* A button that opens the dialogue for printing. */

export default function print(button) {
  button.addEventListener("click", () => window.print());
}
