import { renderContacts } from "./contacts.js";
import { addCopyButtons } from "./copying.js";
import { ListEditor } from "./editor.js";
import { fill, make } from "./elements.js";
import { takeHelpful } from "./helpful.js";
import { renderMessage, renderOwn } from "./message.js";
import { addReadButtons } from "./reading.js";
import { Trouble } from "./service.js";
import { words } from "./words.js";

const MAX_TEXT = 1000;
const SLOW_MS = 8000;

/** By it the service knows a message that is sent again because its answer was lost. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36)).join("-");
}

/**
 * One conversation on a page or in the widget. `root` holds, marked by data attributes: log, working (status),
 * trouble (alert), form with its field, error and count, about, delete. What is sent stays `pending` until it is
 * answered: nothing is sent twice, and nothing that failed is lost.
 */
export class Conversation {
  constructor(root, { service, area, id = null, topic = null, starter = null, onstart = () => {}, ondelete = () => {} }) {
    Object.assign(this, { root, service, area, id, topic, starter, onstart, ondelete });
    this.busy = false;
    this.pending = null;
    this.field = this.find("field");
    this.context = { origin: service.origin, area, files: () => `${service.origin}/api/conversations/${this.id}`, page: () => `${service.origin}/chat/${this.id}/list`, choose: (choice, label) => this.send({ choice }, label) };
    this.addBehaviour();
    this.showId();
  }

  find(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  addBehaviour() {
    this.root.addEventListener("submit", (event) => this.submit(event));
    takeHelpful(this.root, this.service);
    this.root.addEventListener("click", (event) => this.click(event));
    this.field.addEventListener("input", () => this.showCount());
    // A browser may know its voices only after it was asked for them once.
    window.speechSynthesis?.addEventListener?.("voiceschanged", () => addReadButtons(this.root));
    window.addEventListener("online", () => this.pending && !this.busy && this.tell(words.back_online));
    // On a phone's keyboard Enter has to stay a new line; there the button is the way to send.
    if (!matchMedia("(pointer: fine)").matches) return;
    this.find("hint")?.append(` ${words.hint_enter}`);
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.sendText();
    });
  }

  /** Every form in `root` also works without script; with it nothing leaves the page. */
  submit(event) {
    const button = event.submitter;
    const isField = event.target === this.find("form");
    if (!isField && !["choice", "delete"].includes(button?.name)) return;
    event.preventDefault();
    if (button?.name === "choice") this.send({ choice: button.value }, button.getAttribute("aria-label") ?? button.textContent.trim());
    else if (button?.name === "delete") this.remove();
    else this.sendText();
  }

  sendText() {
    const text = this.field.value.trim();
    if (!text) return this.showError(words.empty);
    if (text.length > MAX_TEXT) return this.showError(fill(words.over, { count: text.length - MAX_TEXT }));
    if (this.send({ text }, text)) {
      this.field.value = "";
      this.showCount();
    }
  }

  /** Opens the conversation and shows the guide's first messages. */
  async start() {
    if (this.busy) return;
    this.hideDoors();
    await this.work(words.starting, async () => {
      await this.open();
      this.showReplies(this.first);
    }, (trouble) => this.showTrouble(trouble, words.lost_start, () => this.start()));
  }

  /** Shows the parent's message at once and sends it. False while another is on its way. */
  send(body, label) {
    if (this.busy) {
      this.tell(words.busy);
      return false;
    }
    this.hideDoors();
    if (this.pending) this.keepForLater(this.pending);
    const own = renderOwn(label);
    this.find("log").append(own);
    this.pending = { body: { key: randomKey(), ...body }, own };
    this.deliver();
    return true;
  }

  /** A message that failed while the parent went on to another: it keeps a way to be sent after all. */
  keepForLater({ body, own }) {
    const label = own.querySelector(".said").textContent;
    const sendAgain = () => (this.busy ? this.tell(words.busy) : (own.remove(), this.send(body, label)));
    own.append(make("button", { type: "button", class: "small", onclick: sendAgain }, words.retry));
  }

  async deliver() {
    const { body, own } = this.pending;
    own.querySelector(".not-sent")?.remove();
    this.scrollTo(own);
    await this.work(words.working, async () => {
      if (!this.id) await this.open();
      const { messages } = await this.sayPatiently(body);
      this.pending = null;
      this.showReplies(messages);
      this.scrollTo(own);
    }, (trouble) => this.fail(trouble));
  }

  /** 409: the first try of this very message is still at work. Its key makes it safe to ask again for the answer. */
  async sayPatiently(body, tries = 12) {
    try {
      return await this.service.say(this.id, body);
    } catch (trouble) {
      if (trouble.status !== 409 || !tries) throw trouble;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return this.sayPatiently(body, tries - 1);
    }
  }

  async open() {
    const started = await this.service.start(this.area, this.topic, this.starter);
    this.id = started.conversation;
    this.first = started.messages;
    this.topic = this.starter = null;
    this.onstart(this.id);
    this.showId();
  }

  /** Runs one turn with its progress shown; whatever goes wrong goes to `onfail` as a Trouble. */
  async work(sentence, turn, onfail) {
    this.busy = true;
    this.root.setAttribute("data-busy", "");
    this.showError("");
    this.find("trouble").replaceChildren();
    this.find("working").replaceChildren(make("span", { class: "dots", "aria-hidden": "true" }), make("span", {}, sentence));
    const slow = setTimeout(() => this.tell(words.slow), SLOW_MS);
    try {
      await turn();
      this.find("working").replaceChildren();
    } catch (error) {
      this.find("working").replaceChildren();
      onfail(error instanceof Trouble ? error : new Trouble(-1));
    } finally {
      clearTimeout(slow);
      this.busy = false;
      this.root.removeAttribute("data-busy");
    }
  }

  fail(trouble) {
    const { body, own } = this.pending;
    if (trouble.status === 422 && body.text) {
      own.remove();
      this.pending = null;
      this.field.value = body.text;
      this.showError(trouble.message || words.failed);
      return;
    }
    own.append(make("p", { class: "not-sent" }, words.not_sent));
    if (trouble.status === 404) {
      this.id = null;
      this.dropList();
      this.showTrouble(trouble, words.ended, () => this.deliver(), words.start_again);
    } else {
      this.showTrouble(trouble, trouble.status === 0 ? words.lost : trouble.message || words.failed, () => this.deliver());
    }
  }

  showTrouble(trouble, sentence, retry, label = words.retry) {
    const contacts = (trouble.messages ?? []).flatMap((message) => message.contacts ?? []);
    this.find("trouble").replaceChildren(
      make("p", {}, sentence),
      make("button", { type: "button", class: "button", onclick: retry }, label),
      ...(contacts.length ? [renderContacts(contacts)] : []),
    );
    this.find("trouble").scrollIntoView({ block: "nearest" });
  }

  showReplies(messages) {
    for (const message of messages) {
      if (message.questions) this.showListCount(message.questions);
      if (message.questions) this.editor?.receive(message.questions);
      const reply = renderMessage(message, this.context);
      addCopyButtons(reply);
      addReadButtons(reply);
      this.find("log").append(reply);
    }
  }

  showError(sentence) {
    this.find("error").textContent = sentence;
    this.field.toggleAttribute("aria-invalid", Boolean(sentence));
    if (!sentence) return;
    this.field.setAttribute("aria-invalid", "true");
    this.field.focus();
  }

  showCount() {
    const left = MAX_TEXT - this.field.value.trim().length;
    const sentence = left < 0 ? fill(words.over, { count: -left }) : fill(words.left, { count: left });
    this.find("count").textContent = left <= 100 ? sentence : "";
    if (this.field.value.trim()) this.showError("");
  }

  tell(sentence) {
    this.find("working").replaceChildren(make("span", {}, sentence));
  }

  /** The question comes up to the top, so that the start of the answer is read first, however long it is. */
  scrollTo(own) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    own.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }

  /** What there is only in a conversation that has begun. */
  showId() {
    this.find("delete").hidden = this.find("open-list").hidden = !this.id;
    if (this.id) this.find("open-list").href = this.context.page();
  }

  hideDoors() {
    this.find("doors")?.setAttribute("hidden", "");
  }

  showListCount(list) {
    this.find("list-count").textContent = list.questions.length;
  }

  /** The links to the list lead to a page of its own, for whoever has no script or wants another tab. */
  click(event) {
    const opener = event.target.closest("[data-open-list]");
    if (event.target.closest("[data-close-list]")) this.closeList();
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.openList(opener);
  }

  /** The list by hand, in the place of the talk. */
  openList(opener) {
    this.opener = opener;
    this.editor ??= new ListEditor(this.find("editor"), { service: this.service, id: this.id, onstand: (list) => this.showListCount(list) });
    this.showView("list");
    this.find("list-title").focus();
    if (this.editor.base) this.editor.refresh();
    else this.editor.load();
  }

  closeList() {
    this.editor.save();
    this.showView("talk");
    (this.opener.isConnected ? this.opener : this.field).focus();
  }

  showView(view) {
    this.root.setAttribute("data-view", view);
    this.find("list-view").hidden = view !== "list";
  }

  dropList() {
    if (this.editor) this.editor.base = null;
    this.editor = null;
    this.showListCount({ questions: [] });
  }

  async remove() {
    if (this.busy) return;
    await this.work("", async () => {
      if (this.id) await this.service.remove(this.id);
      this.forget(words.deleted);
    }, (trouble) => {
      // 404: it is gone already. 503: nobody can open it any more, and the service's sentence says so.
      if (trouble.status === 404) this.forget(words.deleted);
      else if (trouble.status === 503) this.forget(trouble.message);
      else this.showTrouble(trouble, words.delete_failed, () => this.remove());
    });
  }

  forget(sentence) {
    this.id = this.pending = null;
    this.dropList();
    this.showId();
    this.field.value = "";
    this.find("log").replaceChildren();
    this.find("delete").open = false;
    this.find("doors")?.removeAttribute("hidden");
    this.find("trouble").replaceChildren(
      make("p", { class: "done" }, sentence),
      make("button", { type: "button", class: "button", onclick: () => this.start().then(() => this.find("log").firstChild?.scrollIntoView()) }, words.start_again),
    );
    this.ondelete();
    this.find("trouble").querySelector("button").focus();
  }
}
