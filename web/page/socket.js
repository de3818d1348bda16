// Subscriptions over graphql-transport-ws, on one socket that is opened when needed and reopened
// when lost. https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import { deviceId } from "./device.js";

const LONGEST_PAUSE_MS = 15_000;
// The server closes with these when repeating the same would fail again.
const FATAL = new Set([4400, 4401, 4406, 4409, 4429]);

export class Socket {
  #subscriptions = new Map();
  #socket = null;
  #ready = false;
  #failures = 0;
  #lastId = 0;

  /** Follows a subscription: `next(data)`, `error(errors)` once, `done()`. Answers a function that ends it. */
  subscribe(query, variables, { next, error, done }) {
    const id = String((this.#lastId += 1));
    this.#subscriptions.set(id, { payload: { query, variables }, next, error, done });
    if (this.#ready) this.#start(id);
    else this.#open();
    return () => this.#stop(id);
  }

  #open() {
    if (this.#socket) return;
    const url = new URL("/graphql", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url, "graphql-transport-ws");
    this.#socket = socket;
    socket.onopen = () => this.#send({ type: "connection_init", payload: { "x-device-id": deviceId() } });
    socket.onmessage = (event) => this.#hear(JSON.parse(event.data));
    socket.onclose = (event) => this.#closed(event.code);
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #start(id) {
    this.#send({ id, type: "subscribe", payload: this.#subscriptions.get(id).payload });
  }

  #stop(id) {
    if (this.#subscriptions.delete(id) && this.#ready) this.#send({ id, type: "complete" });
    this.#rest();
  }

  #hear({ type, id, payload }) {
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

  #closed(code) {
    this.#socket = null;
    this.#ready = false;
    if (this.#subscriptions.size === 0) return;
    if (FATAL.has(code)) this.#giveUp();
    else {
      // Exponential, with jitter so that not all browsers come back at once after a restart.
      const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures) * (0.5 + Math.random() / 2);
      this.#failures += 1;
      setTimeout(() => this.#subscriptions.size && this.#open(), pause);
    }
  }

  #giveUp() {
    const left = [...this.#subscriptions.values()];
    this.#subscriptions.clear();
    for (const { error } of left) error([{ message: "Live news is not to be had." }]);
  }
}
