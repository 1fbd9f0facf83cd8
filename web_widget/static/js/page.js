import { addCopyButtons } from "./copying.js";
import { takeHelpful } from "./helpful.js";
import { leave } from "./leaving.js";
import { addReadButtons } from "./reading.js";
import { Service } from "./service.js";
import { sizeControl } from "./sizing.js";

/* What every page of ours gains from script. */
document.querySelector("[data-sizes]")?.append(sizeControl(document.documentElement));
addCopyButtons(document);
addReadButtons(document);
// A conversation takes its own.
if (!document.querySelector("[data-conversation]")) takeHelpful(document, new Service());
window.speechSynthesis?.addEventListener?.("voiceschanged", () => addReadButtons(document));
// In a council's frame the council's own head and foot stand around us.
document.documentElement.toggleAttribute("data-framed", window.top !== window);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.leave");
  if (link) leave({ preventDefault: () => event.preventDefault(), currentTarget: link });
});
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A printed page shows what is folded on the screen.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  opened.forEach((details) => (details.open = true));
});
addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
