import { fill, make } from "./elements.js";
import { words } from "./words.js";

/** Two buttons that set `data-size` (0, 1, 2) on `root`; the style sheet does the rest. Nothing is remembered. */
export function sizeControl(root) {
  const said = make("span", { class: "unseen", role: "status" });
  const button = (label, sign, step) => make("button", { type: "button", class: "tool", "aria-label": label, onclick: () => change(step) }, sign);
  const change = (step) => {
    const size = Math.min(2, Math.max(0, Number(root.dataset.size ?? 0) + step));
    root.dataset.size = size;
    said.textContent = fill(words.size, { size: words.sizes[size] });
  };
  return make("div", { class: "sizes" }, button(words.smaller, "A−", -1), button(words.larger, "A+", 1), said);
}
