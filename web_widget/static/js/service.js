/** Why the service did not do it: the HTTP status (0: it was not reached), its sentence, and its messages. */
export class Trouble extends Error {
  constructor(status, detail = "", messages = []) {
    super(detail);
    this.status = status;
    this.messages = messages;
  }
}

// Longer than the service itself waits for the bot: past this the connection hangs.
const GIVE_UP_MS = 60000;

/** The calls of the API. `origin` is "" on our own pages. No cookie is sent and none is kept. */
export class Service {
  constructor(origin = "") {
    this.origin = origin;
  }

  start(area, topic = null, starter = null) {
    return this.call("POST", "", { area, ...(topic && { topic }), ...(starter && { starter }) });
  }

  say(id, body) {
    return this.call("POST", `/${encodeURIComponent(id)}/messages`, body);
  }

  remove(id) {
    return this.call("DELETE", `/${encodeURIComponent(id)}`);
  }

  async call(method, path, body) {
    let response;
    try {
      response = await fetch(`${this.origin}/api/conversations${path}`, {
        method,
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
