import { Conversation } from "./conversation.js";
import { make } from "./elements.js";
import { Service } from "./service.js";
import { panelParts } from "./skeleton.js";
import { words } from "./words.js";

/* global SHEET, SETTINGS -- written in front of this file by web_widget/widget.py */

const NAME = "sen-support-guide";

/** The launcher and its panel. All of it stands in an open shadow root, out of the host page's reach. */
class SenSupportGuide extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const area = SETTINGS.areas[this.dataset.area] ? this.dataset.area : "england";
    const look = SETTINGS.looks[area];
    root.adoptedStyleSheets = [SHEET, look?.sheet ?? ""].map(styleSheet);
    this.launcher = make("button", { type: "button", class: "launcher", "aria-expanded": "false", onclick: () => this.open() }, words.open);
    this.panel = make(
      "dialog",
      { class: "panel", "aria-labelledby": "title", lang: "en-GB", dir: "ltr" },
      panelParts(this, { origin: this.dataset.origin, areaName: SETTINGS.areas[area], keepDays: SETTINGS.keepDays, onclose: () => this.panel.close() }),
    );
    if (look?.name) this.panel.querySelector("#title").textContent = look.name;
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.panel.close());
    this.panel.addEventListener("close", () => this.closed());
    root.append(this.launcher, this.panel);
    this.conversation = new Conversation(this.panel, {
      service: new Service(this.dataset.origin),
      area,
      onstart: (id) => this.linkFullPage(`/${id}`),
      ondelete: () => this.linkFullPage(""),
    });
    this.linkFullPage("");
  }

  /** Over the whole of a small screen the panel is modal, so that nobody tabs into what it hides. */
  open() {
    if (matchMedia("(max-width: 40em), (max-height: 30em)").matches) this.panel.showModal();
    else this.panel.show();
    this.launcher.setAttribute("aria-expanded", "true");
    this.launcher.hidden = true;
    this.conversation.field.focus();
  }

  closed() {
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
  }

  linkFullPage(path) {
    const query = path ? "" : `?area=${this.conversation.area}`;
    this.panel.querySelector("[data-full]").href = `${this.dataset.origin}/chat${path}${query}`;
  }
}

function styleSheet(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

/** One guide a page, however often the script line stands on it. */
function place(script) {
  if (!customElements.get(NAME)) customElements.define(NAME, SenSupportGuide);
  if (document.querySelector(NAME)) return;
  const guide = document.createElement(NAME);
  guide.dataset.area = script?.dataset.area ?? "england";
  guide.dataset.origin = new URL(script?.src ?? location.href).origin;
  document.body.append(guide);
}

const script = document.currentScript;
if (document.body) place(script);
else document.addEventListener("DOMContentLoaded", () => place(script));
