import { make } from "./elements.js";
import { words } from "./words.js";

/** Puts a copy button wherever `data-copy` marks a place. Without script there is no button that does nothing. */
export function addCopyButtons(root) {
  for (const place of root.querySelectorAll("[data-copy]")) {
    const text = place.parentElement.querySelector("blockquote, textarea");
    const done = make("span", { class: "copied", role: "status" });
    const button = make("button", { type: "button", class: "small", onclick: () => copy(text, done) }, place.dataset.copy);
    place.replaceWith(make("div", { class: "copy" }, button, done));
  }
}

async function copy(element, done) {
  const text = element.value ?? element.textContent;
  let copied = true;
  try {
    await navigator.clipboard.writeText(text.trim());
  } catch {
    copied = copyBySelection(element);
  }
  done.textContent = copied ? words.copied : words.copy_failed;
  setTimeout(() => (done.textContent = ""), 4000);
}

/** The clipboard can be closed to us (an insecure page, a frame): then select the words for the parent. */
function copyBySelection(element) {
  const selection = window.getSelection();
  selection.selectAllChildren(element);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}
