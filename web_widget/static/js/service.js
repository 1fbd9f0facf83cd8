/** Why the service did not do it: the HTTP status (0: it was not reached), its sentence, and its messages. */
export class Trouble extends Error {
  constructor(status, detail = "", messages = []) {
    super(detail);
    this.status = status;
    this.messages = messages;
  }
}

const pathOf = (id) => `/conversations/${encodeURIComponent(id)}`;

// Longer than the service itself waits for the bot: past this the connection hangs.
const GIVE_UP_MS = 60000;

/** The calls of the API. `origin` is "" on our own pages. No cookie is sent and none is kept. */
export class Service {
  constructor(origin = "") {
    this.origin = origin;
  }

  start(area, topic = null, starter = null) {
    return this.call("POST", "/conversations", { area, ...(topic && { topic }), ...(starter && { starter }) });
  }

  say(id, body) {
    return this.call("POST", `${pathOf(id)}/messages`, body);
  }

  remove(id) {
    return this.call("DELETE", pathOf(id));
  }

  list(id) {
    return this.call("GET", `${pathOf(id)}/question-list`);
  }

  /** `leaving`: the page is about to go, and what is on its way has to arrive all the same. */
  putList(id, list, leaving = false) {
    return this.call("PUT", `${pathOf(id)}/question-list`, list, leaving);
  }

  async call(method, path, body, keepalive = false) {
    let response;
    try {
      response = await fetch(`${this.origin}/api${path}`, {
        method,
        keepalive,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout?.(GIVE_UP_MS),
        ...(body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
      });
      if (response.status === 204) return null;
      const answer = await response.json();
      if (response.ok) return answer;
      throw new Trouble(response.status, typeof answer.detail === "string" ? answer.detail : "", answer.messages);
    } catch (error) {
      if (error instanceof Trouble) throw error;
      // Cut off on the way, or a proxy's HTML page instead of an answer.
      throw new Trouble(response ? response.status : 0);
    }
  }
}
