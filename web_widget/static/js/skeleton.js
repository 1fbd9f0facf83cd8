import { fill, make } from "./elements.js";
import { sizeControl } from "./sizing.js";
import { words } from "./words.js";

/** What stands in the widget's panel before anybody has spoken. Same parts as templates/chat.html. */
export function panelParts(host, { origin, areaName, keepDays, onclose }) {
  return [
    make(
      "header",
      { class: "panel-head" },
      make("h1", { id: "title" }, words.name),
      sizeControl(host),
      make("button", { type: "button", class: "tool", "aria-label": words.close_label, onclick: onclose }, words.close),
    ),
    make(
      "div",
      { class: "panel-body", tabindex: "0", role: "region", "aria-label": words.log },
      make("p", { class: "about" }, words.about_guide),
      doors(),
      about(origin, areaName, keepDays),
      make("div", { class: "log", "data-log": true, role: "log", "aria-live": "polite", "aria-label": words.log }),
      make("div", { class: "working", "data-working": true, role: "status" }),
      make("div", { class: "trouble", "data-trouble": true, role: "alert" }),
      listView(),
    ),
    make(
      "div",
      { class: "panel-foot" },
      composer(),
      make(
        "div",
        { class: "foot-tools" },
        make("a", { "data-full": true, href: `${origin}/chat`, target: "_blank" }, words.full_page),
        deletion(),
      ),
    ),
  ];
}

/** The same as those of the bot's own welcome. */
function doors() {
  return make(
    "section",
    { class: "doors", "data-doors": true, "aria-labelledby": "doors" },
    make("h2", { id: "doors" }, words.doors_title),
    make("form", { class: "options" }, Object.entries(words.doors).map(([value, label]) => make("button", { class: "option", name: "choice", value }, label))),
  );
}

function about(origin, areaName, keepDays) {
  const sentences = [words.about_can, fill(words.about_keeps, { days: keepDays })];
  return make(
    "section",
    { class: "about", "aria-labelledby": "about" },
    make("h2", { id: "about" }, words.about_title),
    sentences.map((sentence) => make("p", {}, sentence)),
    make("p", { class: "about-foot" }, areaName ? make("span", {}, fill(words.area, { area: areaName })) : null, make("a", { href: `${origin}/privacy`, target: "_blank" }, words.privacy)),
  );
}

/** The question list by hand; see conversation.js. */
function listView() {
  return make(
    "section",
    { class: "list-view", "data-list-view": true, hidden: true, "aria-labelledby": "list-title" },
    make("button", { type: "button", class: "small", "data-close-list": true }, `← ${words.back_to_talk}`),
    make("h2", { id: "list-title", tabindex: "-1", "data-list-title": true }, words.editor.title),
    make("p", { class: "hint" }, words.editor.about),
    make("div", { "data-editor": true }),
  );
}

function deletion() {
  return make(
    "details",
    { class: "deletion", "data-delete": true, hidden: true },
    make("summary", {}, words.delete),
    make("form", {}, make("p", {}, words.delete_ask), make("button", { name: "delete", value: "yes", class: "button danger" }, words.delete_yes)),
  );
}

function composer() {
  return make(
    "form",
    { class: "composer", "data-form": true, novalidate: true },
    make(
      "div",
      { class: "composer-head" },
      make("label", { for: "text" }, words.label),
      make("a", { class: "small", "data-open-list": true, hidden: true }, make("span", {}, words.my_list, " (", make("span", { "data-list-count": true }, "0"), ")")),
    ),
    make("p", { class: "hint", id: "hint", "data-hint": true }, words.hint),
    make("div", { class: "row" }, make("textarea", { id: "text", name: "text", rows: "2", dir: "auto", "data-field": true, "aria-describedby": "hint error count" }), make("button", { class: "button" }, words.send)),
    make("p", { class: "error", id: "error", "data-error": true, role: "alert" }),
    make("p", { class: "count", id: "count", "data-count": true, role: "status" }),
  );
}
