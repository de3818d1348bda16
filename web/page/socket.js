// Subscriptions over graphql-transport-ws, on one socket that is opened when needed and reopened
// when lost. https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import { deviceId } from "./device.js";
import { pause, reached } from "./reach.js";
import { refused, session, whenSession } from "./session.js";

const LONGEST_PAUSE_MS = 8000;
// A server that is silent for so long has gone: it answers each ping at once.
const PING_EVERY_MS = 20_000;
// The server closes with these when repeating the same would fail again.
const FATAL = new Set([4400, 4401, 4406, 4409, 4429]);
const NOT_YOU = 4403; // the token does not count (any more)

function introduction(token) {
  const said = { "x-device-id": deviceId() };
  return token ? { ...said, authorization: `Bearer ${token}` } : said;
}

export class Socket {
  #subscriptions = new Map();
  #socket = null;
  #ready = false;
  #failures = 0;
  #lastId = 0;
  #waiting = null;
  #heard = 0;

  constructor() {
    // Who is on the socket is said when it opens.
    whenSession(() => this.#socket?.close(1000));
    setInterval(() => this.#ping(), PING_EVERY_MS);
    addEventListener("offline", () => this.#socket?.close(1000));
  }

  /** Whether what happens is heard now. */
  get ready() {
    return this.#ready;
  }

  /** Follows a subscription: `next(data)`, `error(errors)` once, `done()`. Answers a function that ends it. */
  subscribe(query, variables, { next, error, done }) {
    const id = String((this.#lastId += 1));
    this.#subscriptions.set(id, { payload: { query, variables }, next, error, done });
    if (this.#ready) this.#start(id);
    else this.#open();
    return () => this.#stop(id);
  }

  #open() {
    if (this.#socket || this.#waiting) return;
    const url = new URL("/graphql", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url, "graphql-transport-ws");
    this.#socket = socket;
    const token = session()?.token;
    socket.onopen = () => this.#send({ type: "connection_init", payload: introduction(token) });
    socket.onmessage = (event) => this.#hear(JSON.parse(event.data));
    socket.onclose = (event) => {
      if (event.code === NOT_YOU) refused(token);
      if (this.#socket === socket) this.#closed(event.code);
    };
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  // A connection that was cut without a word looks open for minutes.
  #ping() {
    if (!this.#ready) return;
    if (Date.now() - this.#heard > 2 * PING_EVERY_MS) {
      const { onclose } = this.#socket;
      this.#socket.close();
      onclose({ code: 1006 });
    } else this.#send({ type: "ping" });
  }

  #start(id) {
    this.#send({ id, type: "subscribe", payload: this.#subscriptions.get(id).payload });
  }

  #stop(id) {
    if (this.#subscriptions.delete(id) && this.#ready) this.#send({ id, type: "complete" });
    this.#rest();
  }

  #hear({ type, id, payload }) {
    this.#heard = Date.now();
    const subscription = this.#subscriptions.get(id);
    if (type === "connection_ack") this.#acknowledged();
    else if (type === "ping") this.#send({ type: "pong" });
    else if (type === "next") {
      if (payload.errors) this.#end(id, () => subscription?.error(payload.errors));
      else subscription?.next(payload.data);
    } else if (type === "error") this.#end(id, () => subscription?.error(payload));
    else if (type === "complete") this.#end(id, () => subscription?.done());
  }

  #acknowledged() {
    this.#ready = true;
    this.#failures = 0;
    reached(true);
    for (const id of this.#subscriptions.keys()) this.#start(id);
  }

  #end(id, tell) {
    this.#subscriptions.delete(id);
    tell();
    this.#rest();
  }

  // Nobody listens any more: an idle socket is no use to anyone.
  #rest() {
    if (this.#subscriptions.size === 0) this.#socket?.close(1000);
  }

  async #closed(code) {
    this.#socket = null;
    this.#ready = false;
    if (this.#subscriptions.size === 0) return;
    if (FATAL.has(code)) {
      this.#giveUp();
      return;
    }
    // Exponential, with jitter so that not all browsers come back at once after a restart.
    const longest = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures);
    this.#failures += 1;
    this.#waiting = pause(code === 1000 ? 0 : longest * (0.5 + Math.random() / 2));
    await this.#waiting;
    this.#waiting = null;
    if (this.#subscriptions.size) this.#open();
  }

  #giveUp() {
    const left = [...this.#subscriptions.values()];
    this.#subscriptions.clear();
    for (const { error } of left) error([{ message: "Live news is not to be had." }]);
  }
}
