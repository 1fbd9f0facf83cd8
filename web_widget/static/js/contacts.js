import { fill, formatDate, make } from "./elements.js";
import { words } from "./words.js";

/** The link that dials or texts a number. "Text 85258" is a number to text. */
export function phoneLink(phone) {
  const number = phone.replace(/[^\d+]/g, "");
  const texted = /^text/i.test(phone);
  return make("a", { class: "phone", href: `${texted ? "sms" : "tel"}:${number}` }, texted ? phone : fill(words.call, { number: phone }));
}

export function renderContacts(contacts) {
  return make("ul", { class: "contacts" }, contacts.map(renderContact));
}

function renderContact(contact) {
  return make(
    "li",
    { class: "contact" },
    make("strong", {}, contact.name),
    contact.what ? make("span", { class: "what" }, contact.what) : null,
    contact.phone ? phoneLink(contact.phone) : null,
    contact.hours ? make("span", { class: "hours" }, contact.hours) : null,
    contact.url ? make("a", { href: contact.url, rel: "noreferrer", target: "_blank" }, hostName(contact.url)) : null,
    contact.email ? make("a", { href: `mailto:${contact.email}` }, contact.email) : null,
    contact.confirmed === false && contact.checked && (contact.phone || contact.url || contact.email)
      ? make("span", { class: "unconfirmed" }, fill(words.unconfirmed, { date: formatDate(contact.checked) }))
      : null,
  );
}

function hostName(url) {
  return new URL(url).hostname.replace(/^www\./, "");
}
