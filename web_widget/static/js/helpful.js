import { make } from "./elements.js";
import { words } from "./words.js";

/** Asks whether an answer helped; a form that also works by itself. Nothing is sent along that tells who answers. */
export function renderHelpful(topic) {
  return make(
    "form",
    { class: "helpful", method: "post", action: "/feedback", "data-topic": topic },
    make("p", {}, words.helpful.ask),
    ["yes", "no"].map((answer) => make("button", { class: "small", name: "answer", value: answer }, words.helpful[answer])),
  );
}

/** Takes those forms over, wherever they stand in `root`. */
export function takeHelpful(root, service) {
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    const { name, value } = event.submitter ?? {};
    if (!form.matches(".helpful") || !name) return;
    event.preventDefault();
    const isReason = name === "reason";
    try {
      await service.call("POST", "/feedback", { topic: form.dataset.topic, answer: isReason ? "no" : value, ...(isReason && { reason: value }) });
    } catch {
      if (!form.querySelector(".error")) form.append(make("p", { class: "error", role: "alert" }, words.helpful.failed));
      return;
    }
    const why = value === "no";
    const said = make("p", { tabindex: "-1" }, why ? `${words.helpful.thanks} ${words.helpful.why}` : words.helpful.thanks);
    const reasons = Object.entries(words.helpful.reasons).map(([reason, label]) => make("button", { class: "option", name: "reason", value: reason }, label));
    form.replaceChildren(said, ...(why ? [make("div", { class: "options" }, reasons)] : []));
    said.focus();
  });
}
