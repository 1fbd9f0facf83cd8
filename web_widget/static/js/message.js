import { fold, renderCard } from "./card.js";
import { phoneLink, renderContacts } from "./contacts.js";
import { fill, formatDate, make } from "./elements.js";
import { leaveButton } from "./leaving.js";
import { words } from "./words.js";

/** What the parent said. */
export function renderOwn(text) {
  return make("div", { class: "message own" }, make("h2", { class: "speaker" }, words.you), make("p", { class: "said", dir: "auto" }, text));
}

/**
 * What the guide said: a Message of the API. `context`: origin, area, `choose(choice, label)`, `files()`: where the
 * question list is to be had as a file, and `page()`: where it is written by hand.
 */
export function renderMessage(message, context) {
  const urgent = message.kind === "urgent";
  const card = message.card ? renderCard(message.card, context) : null;
  return make(
    "div",
    { class: `message guide kind-${message.kind}` },
    make("h2", { class: "speaker" }, words.guide),
    urgent ? make("p", { class: "urgent-title" }, words.urgent) : null,
    urgent ? renderNow(message.contacts?.[0]) : null,
    message.translation ? make("p", { class: "said", dir: "auto", lang: message.translation.language }, message.translation.text) : null,
    !card || message.part ? make("p", { class: "said", dir: "auto" }, leadText(message)) : null,
    message.part ? fold(fill(words.whole, { title: message.card.title }), card) : card,
    message.contacts?.length ? renderContacts(message.contacts) : null,
    message.questions ? renderList(message.questions, context) : null,
    message.options?.length ? renderOptions(message.options, context) : null,
  );
}

/** Before any text, so that both can be pressed on a small screen without scrolling: the first number, the way out. */
function renderNow(contact) {
  return make("div", { class: "now" }, contact?.phone ? phoneLink(contact.phone) : null, leaveButton());
}

/** The text repeats contacts and questions as lines, for channels without lists; here they stand beneath it. */
function leadText(message) {
  const text = message.text.replace(message.translation?.text ?? "", "").trim();
  if (!message.contacts?.length && !message.questions) return text;
  return text.split("\n").filter((line) => !/^(-|\d+\.) /.test(line)).join("\n").trim();
}

function renderOptions(options, { choose }) {
  return make(
    "div",
    { class: "options", role: "group", "aria-label": words.options },
    options.map((option) =>
      make("button", { type: "button", class: "option", onclick: () => choose(option.choice, option.label) }, option.label),
    ),
  );
}

function renderList(list, { files, page }) {
  const actions = list.actions ?? [];
  const change = make("p", { class: "page-link" }, make("a", { href: page(), "data-open-list": true }, words.change_list));
  if (!list.questions.length && !actions.length && !list.next_meeting) {
    return make("div", { class: "list-empty" }, make("p", {}, words.list_empty), change);
  }
  const offered = Object.entries(words.list_file);
  if (list.meeting_date || list.next_meeting) offered.push(...Object.entries(words.list_calendar));
  if (actions.length) offered.push(["question-list.mail?letter=ask_for_notes", words.list_ask_for_notes]);
  return make(
    "section",
    { class: "list" },
    make("h3", {}, list.title || words.list),
    list.meeting_date ? make("p", {}, fill(words.list_date, { date: formatDate(list.meeting_date) })) : null,
    list.questions.length
      ? make("ol", {}, list.questions.map((question) =>
          make("li", { dir: "auto" }, question.text, question.important ? make("strong", {}, ` (${words.important})`) : null),
        ))
      : null,
    actions.length ? make("h4", {}, words.list_agreed) : null,
    actions.length ? make("ul", {}, actions.map(renderAction)) : null,
    list.next_meeting ? make("p", {}, fill(words.list_next, { date: formatDate(list.next_meeting) })) : null,
    change,
    make("p", { class: "files" }, words.list_files, offered.map(([file, name]) =>
      [" ", make("a", { href: `${files()}/${file}`, target: "_blank" }, name)],
    ).flat()),
  );
}

function renderAction(action) {
  return make(
    "li",
    { dir: "auto" },
    action.what,
    action.who ? [make("br", {}), fill(words.list_who, { who: action.who })] : null,
    action.by ? [make("br", {}), fill(words.list_by, { by: action.by })] : null,
  );
}
