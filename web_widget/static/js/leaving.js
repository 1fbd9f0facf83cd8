import { make } from "./elements.js";
import { words } from "./words.js";

/**
 * Replaces this page, so that "back" does not show the conversation again. A plain link without script;
 * with it the page goes blank at once, before the other one has loaded.
 */
export function leaveButton() {
  return make("a", { class: "button leave", href: words.leave_url, target: "_top", rel: "noreferrer", onclick: leave }, words.leave);
}

export function leave(event) {
  event.preventDefault();
  document.documentElement.hidden = true;
  const place = window.top === window ? window.location : window.top.location;
  place.replace(event.currentTarget.href);
}
