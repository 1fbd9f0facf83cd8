import { fill, make } from "./elements.js";
import { mergeLists, nextOwnId, same } from "./merging.js";
import { renderMessage } from "./message.js";
import { takePart } from "./taking.js";
import { words } from "./words.js";

const sentences = words.editor;
const MOST_QUESTIONS = 40;
const LONG_LIST = 10;
const PAUSE_MS = 800;
const RETRY_MS = [2000, 4000, 8000, 16000];

/**
 * The question list by hand, as templates/list.html writes it on the server. What stands in the fields is saved by
 * itself. `base` is the list as the service last gave it: where it was changed elsewhere since, the two are merged.
 */
export class ListEditor {
  /** Fills `place`. `level`: of its headings. `onstand(list)`: whenever the service gave the list anew. */
  constructor(place, { service, id, level = 3, onstand = () => {} }) {
    Object.assign(this, { place, service, id, level, onstand });
    this.base = null;
    this.saving = false;
    this.tries = 0;
    this.seen = [];
    this.files = `${service.origin}/api/conversations/${id}`;
    this.state = make("p", { class: "save-state" });
    this.said = make("p", { class: "unseen", role: "status" });
    this.urgent = make("div", { class: "urgent-place", role: "alert" });
    this.field = this.textarea("new", "", 300);
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.add();
    });
    this.fieldError = make("p", { class: "error", id: "new-error", role: "alert" });
    addEventListener("online", () => this.save());
    addEventListener("pagehide", () => this.save(true));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.save(true) : this.refresh()));
  }

  /** Opens the list. False where it could not be had; then a button tries again. */
  async load() {
    try {
      this.show(await this.service.list(this.id));
      return true;
    } catch (trouble) {
      const sentence = trouble.status ? trouble.message || sentences.load_failed : sentences.lost_load;
      const retry = make("button", { type: "button", class: "button", onclick: () => this.load() }, words.retry);
      this.place.replaceChildren(make("div", { class: "trouble", role: "alert" }, make("p", {}, sentence), retry));
      return false;
    }
  }

  /** What may have changed elsewhere; what is not saved yet goes first. */
  async refresh() {
    if (!this.base || this.isChanged()) return this.save();
    try {
      this.receive(await this.service.list(this.id));
    } catch {
      // It is looked at again before anything is saved.
    }
  }

  /** A list that came another way, for instance with an answer of the talk. */
  receive(list) {
    if (!this.base || this.saving || list.version <= this.base.version) return;
    if (this.isChanged()) return this.save();
    this.show(list);
    this.tell(sentences.changed);
  }

  show(list) {
    this.stand(list);
    this.draw(list);
    this.showSaved();
  }

  /** This is how the service holds it now. */
  stand(list) {
    const { messages, ...base } = list;
    this.base = base;
    this.onstand(base);
  }

  isChanged() {
    return Boolean(this.base) && !same(plain(this.read().list), plain(this.base));
  }

  // What it looks like

  draw(list) {
    const focused = this.place.getRootNode().activeElement;
    const { id, selectionStart } = this.place.contains(focused) ? focused : {};
    this.rows = make("ol", { class: "entries" }, list.questions.map((question) => this.row(question)));
    this.lines = make("ol", { class: "entries" }, list.actions.map((action) => this.line(action)));
    this.name = this.input("title", list.title, 120);
    this.date = this.input("meeting_date", list.meeting_date ?? "", null, "date");
    this.next = this.input("next_meeting", list.next_meeting ?? "", null, "date");
    this.notes = this.textarea("notes", list.notes, 2000, "4");
    this.choose = make("p", { class: "notice", hidden: true }, sentences.choose);
    this.none = make("p", { class: "hint" }, sentences.none);
    const form = make(
      "form",
      { class: "editor", novalidate: true, onsubmit: (event) => (event.preventDefault(), this.save()), oninput: () => this.wait(), onchange: () => this.wait() },
      make("div", { class: "save-bar" }, this.state),
      this.urgent,
      this.part(
        sentences.questions,
        this.none,
        this.choose,
        this.rows,
        make(
          "div",
          { class: "adding" },
          labelled(sentences.new, this.field),
          this.fieldError,
          make("button", { type: "button", class: "button", onclick: () => this.add() }, sentences.add),
        ),
      ),
      this.part(sentences.meeting, labelled(sentences.name, this.name), labelled(sentences.date, this.date), labelled(sentences.notes, this.notes)),
      this.part(
        sentences.after,
        make("p", { class: "hint" }, sentences.after_about),
        this.lines,
        make("button", { type: "button", class: "small", onclick: () => this.addLine() }, sentences.add_action),
        labelled(sentences.next, this.next),
      ),
    );
    this.take = takePart(this.files, list.meeting_date, this.level);
    this.place.replaceChildren(this.said, form, this.take);
    this.number();
    const again = id && form.querySelector(`#${CSS.escape(id)}`);
    if (!again) return;
    again.focus();
    if (selectionStart !== undefined && again.setSelectionRange && again.type !== "date") again.setSelectionRange(selectionStart, selectionStart);
  }

  part(title, ...content) {
    return make("section", { class: "part" }, make(`h${this.level}`, {}, title), content);
  }

  row(question) {
    this.seen.push(question);
    const text = this.textarea(`q-${question.id}`, question.text, 300);
    const important = make("input", { type: "checkbox", name: "important", checked: question.important });
    const button = (what, sign, act) => make("button", { type: "button", class: "tool", "data-what": what, onclick: act }, sign);
    const row = make(
      "li",
      { class: "entry" },
      make("label", { for: text.id }),
      text,
      make(
        "div",
        { class: "entry-tools" },
        make("label", { class: "check" }, important, make("span", {}, sentences.important)),
        make(
          "div",
          { class: "moves" },
          button(sentences.up, "↑", () => this.move(row, -1)),
          button(sentences.down, "↓", () => this.move(row, 1)),
          button(sentences.first, sentences.first, () => this.move(row, -Infinity)),
          button(sentences.remove, sentences.remove, () => this.remove(row, text.value)),
        ),
      ),
    );
    return Object.assign(row, { question, text, important });
  }

  line(action = { what: "", who: "", by: "" }) {
    const number = (this.lineCount = (this.lineCount ?? 0) + 1);
    const what = this.textarea(`what-${number}`, action.what, 300, "1");
    const who = this.input(`who-${number}`, action.who, 80);
    const by = this.input(`by-${number}`, action.by, 80);
    const row = make(
      "li",
      { class: "entry agreed" },
      labelled(sentences.what, what),
      make("div", { class: "pair" }, labelled(sentences.who, who), labelled(sentences.by, by)),
      make("button", { type: "button", class: "tool", "data-what": sentences.remove, onclick: () => this.remove(row, what.value) }, sentences.remove),
    );
    return Object.assign(row, { what, who, by });
  }

  textarea(id, value, longest, rows = "2") {
    const element = make("textarea", { id, rows, maxlength: String(longest), dir: "auto" });
    element.value = value;
    return element;
  }

  input(id, value, longest, type = "text") {
    const element = make("input", { id, type, class: "field", maxlength: longest && String(longest), dir: type === "text" ? "auto" : null, autocomplete: "off" });
    element.value = value;
    return element;
  }

  /** Numbers say where a question stands; they are also what a screen reader tells the buttons apart by. */
  number() {
    const rows = this.questionRows();
    rows.forEach((row, place) => {
      row.querySelector("label").textContent = fill(sentences.question, { number: place + 1 });
      for (const button of row.querySelectorAll("[data-what]")) {
        const { what } = button.dataset;
        button.setAttribute("aria-label", fill(sentences.of, { what, number: place + 1 }));
        const atEnd = what === sentences.down ? place === rows.length - 1 : what !== sentences.remove && place === 0;
        if (atEnd) button.setAttribute("aria-disabled", "true");
        else button.removeAttribute("aria-disabled");
      }
    });
    this.lineRows().forEach((row, place) =>
      row.querySelector("[data-what]").setAttribute("aria-label", fill(sentences.of_action, { what: sentences.remove, number: place + 1 })),
    );
    this.none.hidden = rows.length > 0;
    this.choose.hidden = rows.length <= LONG_LIST || rows.some((row) => row.important.checked);
  }

  questionRows() {
    return [...this.rows.children].filter((row) => row.question);
  }

  lineRows() {
    return [...this.lines.children].filter((row) => row.what);
  }

  // What a hand does

  add() {
    const text = tidy(this.field.value);
    const rows = this.questionRows();
    const known = rows.some((row) => tidy(row.text.value).toLowerCase() === text.toLowerCase());
    const fault = !text ? sentences.write_first : rows.length >= MOST_QUESTIONS ? sentences.full : known ? sentences.already : "";
    this.fieldError.textContent = fault;
    this.field.focus();
    if (fault) return;
    const id = nextOwnId([...this.seen, ...this.base.questions]);
    this.rows.append(this.row({ id, text, topic: null, own: true, important: false }));
    this.field.value = "";
    this.number();
    this.tell(fill(sentences.added, { number: rows.length + 1 }));
    this.save();
  }

  addLine() {
    const row = this.line();
    this.lines.append(row);
    this.number();
    row.what.focus();
  }

  move(row, step) {
    const button = this.place.getRootNode().activeElement;
    const rows = this.questionRows();
    const from = rows.indexOf(row);
    const to = Math.min(Math.max(from + step, 0), rows.length - 1);
    if (to < from) rows[to].before(row);
    if (to > from) rows[to].after(row);
    // What is taken out of its place loses the focus.
    button?.focus();
    row.scrollIntoView({ block: "nearest" });
    this.number();
    this.tell(fill(sentences.moved, { number: to + 1, count: rows.length }));
    this.save();
  }

  /** Undo stands where it stood, and has the focus. */
  remove(row, text) {
    const putBack = () => {
      if (row.question && this.questionRows().length >= MOST_QUESTIONS) return this.tell(sentences.full);
      note.replaceWith(row);
      (row.text ?? row.what).focus();
      this.number();
      if (row.question) this.tell(fill(sentences.undone, { number: this.questionRows().indexOf(row) + 1 }));
      this.save();
    };
    const button = make("button", { type: "button", class: "small", "aria-label": `${sentences.undo}: ${text}`, onclick: putBack }, sentences.undo);
    const note = make("li", { class: "removed" }, make("span", { dir: "auto" }, fill(sentences.removed, { question: text })), button);
    row.replaceWith(note);
    this.number();
    button.focus();
    this.save();
  }

  /** The list that stands in the fields, and the first sentence on what has to be put right. */
  read() {
    const faults = [];
    const check = (element, isWrong, sentence) => {
      if (isWrong) element.setAttribute("aria-invalid", "true");
      else element.removeAttribute("aria-invalid");
      if (isWrong) faults.push(sentence);
    };
    const questions = this.questionRows().map((row) => {
      const text = tidy(row.text.value);
      check(row.text, !text, sentences.blank);
      if (text && text !== row.question.text && !row.question.own) {
        // Other words make a question of the bank the parent's own.
        row.question = { ...row.question, id: nextOwnId([...this.seen, ...this.base.questions]), own: true };
        this.seen.push(row.question);
      }
      // What is empty keeps its last words until it is written anew or taken out.
      return { ...row.question, text: text || row.question.text, important: row.important.checked };
    });
    const actions = [];
    for (const row of this.lineRows()) {
      const [what, who, by] = [row.what, row.who, row.by].map((field) => tidy(field.value));
      check(row.what, !what && (who || by), sentences.blank_action);
      if (what) actions.push({ what, who, by });
    }
    const dateOf = (field, before) => (field.validity.badInput ? before : field.value || null);
    const list = {
      ...this.base,
      title: this.name.value.trim(),
      meeting_date: dateOf(this.date, this.base.meeting_date),
      next_meeting: dateOf(this.next, this.base.next_meeting),
      notes: this.notes.value.trim(),
      questions,
      actions,
    };
    return { list, fault: faults[0] };
  }

  // How it is saved

  wait() {
    if (!this.base) return;
    if (this.field.value) this.fieldError.textContent = "";
    this.number();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    if (!this.base || this.saving) return;
    const { list, fault } = this.read();
    if (same(plain(list), plain(this.base))) return this.showSaved(fault);
    this.saving = true;
    this.showState(sentences.saving);
    try {
      const stands = await this.service.putList(this.id, list, leaving);
      this.saving = false;
      this.tries = 0;
      this.saved(list, stands);
    } catch (trouble) {
      await this.fail(trouble, list);
    } finally {
      this.saving = false;
    }
  }

  saved(sent, stands) {
    this.stand(stands);
    const redacted = this.showRedacted(sent, stands);
    for (const row of this.questionRows()) {
      const known = stands.questions.find(({ id }) => id === row.question.id);
      if (known) row.question = known;
    }
    this.take.showDate(stands.meeting_date);
    this.showUrgent(stands.messages);
    // What was typed while it was on its way.
    if (this.isChanged()) return this.wait();
    this.showSaved(this.read().fault ?? (redacted ? `${sentences.saved}. ${sentences.redacted}` : ""));
  }

  /** Personal data that was taken out also goes out of the fields, where nobody has typed on meanwhile. */
  showRedacted(sent, stands) {
    let redacted = false;
    const put = (field, before, after) => {
      if (before === after) return;
      redacted = true;
      if (tidy(field.value) === tidy(before)) field.value = after;
    };
    put(this.name, sent.title, stands.title);
    put(this.notes, sent.notes, stands.notes);
    for (const row of this.questionRows()) {
      const [before, after] = [sent, stands].map((list) => list.questions.find(({ id }) => id === row.question.id));
      if (before && after) put(row.text, before.text, after.text);
    }
    this.lineRows().filter((row) => tidy(row.what.value)).forEach((row, place) => {
      for (const name of ["what", "who", "by"]) if (sent.actions[place] && stands.actions[place]) put(row[name], sent.actions[place][name], stands.actions[place][name]);
    });
    return redacted;
  }

  showUrgent(messages = []) {
    const urgent = messages.filter(({ kind }) => kind === "urgent");
    // Said again while it stands there, it would be announced with every letter.
    const text = JSON.stringify(urgent);
    if (this.urgentText !== text) this.urgent.replaceChildren(...urgent.map((message) => renderMessage(message, {})));
    this.urgentText = text;
  }

  async fail(trouble, sent) {
    this.showUrgent(trouble.messages);
    if (trouble.status === 409) return this.meet(sent);
    if (trouble.status === 404) return this.showTrouble(sentences.gone);
    if (trouble.status === 422) return this.showTrouble(trouble.message);
    this.showTrouble(trouble.status ? trouble.message || sentences.unsaved_other : sentences.unsaved, sentences.save_now);
    this.later(RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
  }

  /** 409: either a turn of the talk is under way, or the list was changed elsewhere. */
  async meet(sent) {
    let stands;
    try {
      stands = await this.service.list(this.id);
    } catch (trouble) {
      return this.fail(trouble.status === 409 ? { status: 503 } : trouble, sent);
    }
    if (stands.version === sent.version) return this.later(1500);
    const merged = mergeLists(this.base, this.read().list, stands);
    this.stand(stands);
    this.draw(merged);
    this.showState(sentences.merged);
    this.tell(sentences.merged);
    this.later(0);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  showSaved(sentence) {
    this.showState(sentence || sentences.saved, sentence ? "" : "saved");
  }

  showState(sentence, kind = "") {
    this.state.className = `save-state ${kind}`.trim();
    this.state.replaceChildren(sentence);
  }

  /** `label`: of a button that tries again. */
  showTrouble(sentence, label) {
    this.showState(sentence, "not-saved");
    if (label) this.state.append(" ", make("button", { type: "button", class: "small", onclick: () => this.save() }, label));
    this.tell(sentence);
  }

  tell(sentence) {
    this.said.textContent = "";
    this.said.textContent = sentence;
  }
}

function labelled(label, field) {
  return make("div", { class: "labelled" }, make("label", { for: field.id }, label), field);
}

function tidy(text) {
  return text.trim().replace(/\s+/g, " ");
}

/** What a hand can change, in one order, so that two lists can be compared. */
function plain({ title, meeting_date, next_meeting, notes, questions, actions }) {
  return [title, meeting_date, next_meeting, notes, questions.map(({ id, text, important }) => [id, text, important]), actions.map(({ what, who, by }) => [what, who, by])];
}
