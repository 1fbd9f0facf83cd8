import { renderContacts } from "./contacts.js";
import { fill, formatDate, make } from "./elements.js";
import { renderHelpful } from "./helpful.js";
import { words } from "./words.js";

/**
 * The answer card, piece by piece as templates/card.html writes it on the server; a browser test holds the two
 * together. `choose` sends a choice; without it the card has no buttons that talk.
 */
export function renderCard(card, { origin = "", area = "england", choose = null } = {}) {
  const page = `${origin}/t/${card.topic}?area=${encodeURIComponent(area)}`;
  return make(
    "article",
    { class: "card", "data-topic": card.topic },
    make("h3", { class: "card-title" }, card.title),
    make("p", { class: "short" }, card.short),
    card.for_you.map(renderForYou),
    make("p", { class: `duty duty-${card.duty}` }, make("strong", { class: "mark" }, card.duty_label), " ", make("span", {}, card.duty_meaning)),
    card.notice ? renderNotice(card.notice) : null,
    part(words.steps, list(card.steps)),
    part(words.say, card.words.map((text) => copyable("say", text, words.copy_words))),
    card.letters.map((letter) =>
      fold(fill(words.letter, { title: letter.title }), copyable("letter", letter.text, words.copy_letter)),
    ),
    card.questions.length ? part(words.questions, make("ul", { class: "questions" }, card.questions.map((q) => renderQuestion(q, choose)))) : null,
    fold(words.detail, card.detail.map((text) => make("p", {}, text))),
    card.other_settings.length
      ? fold(words.settings, card.other_settings.map((note) => [make("h4", {}, words.setting[note.setting]), make("p", {}, note.text)]).flat())
      : null,
    card.childs_voice ? part(words.voice, make("p", {}, card.childs_voice)) : null,
    card.local ? part(fill(words.local, { area: card.local.name }), [...card.local.text.map((text) => make("p", {}, text)), renderContacts(card.local.contacts)]) : null,
    part(words.sources, make("ul", { class: "sources" }, card.sources.map(renderSource))),
    renderHelpful(card.topic),
    make("p", { class: "reviewed" }, fill(words.reviewed, { date: formatDate(card.reviewed), date2: formatDate(card.review_by) })),
    make("p", { class: "page-link" }, make("a", { href: page, target: "_blank" }, words.page)),
  );
}

function part(title, content) {
  return make("section", {}, make("h4", {}, title), content);
}

export function fold(title, content) {
  return make("details", {}, make("summary", {}, title), content);
}

function list(lines) {
  return make("ul", { class: "steps" }, lines.map((line) => make("li", {}, line)));
}

/** Words with a place for their copy button (see copying.js). */
function copyable(kind, text, label) {
  return make("div", { class: `copyable ${kind}` }, make("blockquote", {}, text), make("span", { "data-copy": label }));
}

/** What the answer takes from what the parent told, so that they see it and can put it right. */
function renderForYou(remark) {
  return make("aside", { class: "notice for-you" }, make("strong", {}, remark.told), make("p", {}, remark.text), remark.correct ? make("p", {}, remark.correct) : null);
}

function renderNotice(notice) {
  return make(
    "aside",
    { class: "notice" },
    make("strong", {}, notice.title),
    make("p", {}, `${notice.text} `, fill(words.notice_dated, { date: formatDate(notice.dated) })),
  );
}

function renderQuestion(question, choose) {
  const label = fill(words.add_label, { question: question.text });
  const add = () => choose(`add_question:${question.id}`, label);
  return make(
    "li",
    {},
    make("span", {}, question.text),
    choose ? make("button", { type: "button", class: "small", "aria-label": label, onclick: add }, words.add) : null,
  );
}

/** On paper the address of a source stands once, however many of its paragraphs are named. */
function renderSource(source, place, sources) {
  const repeated = sources.findIndex(({ url }) => url === source.url) < place;
  return make(
    "li",
    { "data-repeated": repeated },
    make("a", { href: source.url, rel: "noreferrer", target: "_blank" }, `${source.title}, ${source.reference}`),
    ` (${words.force[source.force]})`,
  );
}
