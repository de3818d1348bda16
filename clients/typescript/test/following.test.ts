// Subscriptions, by socket and without, through a server that dies.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { WebSocketServer } from "ws";
import { hasEnded, uuid, type Generation } from "../src/index.js";
import { keeper, newcomer, photo, refusal } from "./house.js";

async function states(stream: AsyncIterable<Generation>): Promise<Generation[]> {
  const seen: Generation[] = [];
  for await (const each of stream) seen.push(each);
  return seen;
}

function assertWhole(seen: readonly Generation[]): void {
  const revisions = seen.map((each) => each.revision);
  assert.deepEqual(revisions, [...new Set(revisions)].sort((a, b) => a - b));
  assert.deepEqual(seen.filter(hasEnded), seen.slice(-1));
}

test("a generation is followed to its end, over a socket or by waiting", async () => {
  const deviceId = uuid();
  const visage = newcomer({ deviceId });
  const waiting = newcomer({ deviceId, WebSocket: null });
  const { generation } = await visage.upload({ image: photo });
  const both = [visage, waiting].map((each) => states(each.follow(generation.id)));
  const [live = [], waited = []] = await Promise.all(both);
  assertWhole(live);
  assertWhole(waited);
  assert.equal(live.at(-1)?.images[0]?.__typename, "Cartoon");
  assert.deepEqual(waited.at(-1), live.at(-1));
});

test("an older state that comes late is not shown", async () => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket) =>
    socket.on("message", (text) => {
      const { id, type } = JSON.parse(String(text));
      const say = (message: object): void => socket.send(JSON.stringify(message));
      if (type === "connection_init") say({ type: "connection_ack" });
      if (type !== "subscribe") return;
      for (const revision of [1, 3, 2, 3, 4]) {
        const generation = { id: "gen_1", revision, status: revision === 4 ? "SUCCEEDED" : "RUNNING" };
        say({ id, type: "next", payload: { data: { generation } } });
      }
    }),
  );
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const seen = await states(newcomer({ url: `http://127.0.0.1:${port}` }).follow("gen_1"));
  assert.deepEqual(seen.map(({ revision }) => revision), [1, 3, 4]);
  server.clients.forEach((each) => each.terminate());
  server.close();
});

test("whoever is not let through by sockets waits instead", async () => {
  class Blocked extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    onclose: ((event: object) => void) | null = null;
    constructor() {
      super();
      setTimeout(() => this.onclose?.({ code: 1006, reason: "" }), 1);
    }
  }
  const visage = newcomer({ WebSocket: Blocked });
  const made = await visage.generatePictures({ prompt: "A lighthouse in a storm", count: 1 });
  assert.equal((await visage.ended(made.id)).status, "SUCCEEDED");
});

test("a generation that is cancelled ends so, and one that is not there is an error", async () => {
  const visage = newcomer();
  const made = await visage.generatePictures({ prompt: "A quiet lake at night", count: 1 });
  const following = visage.ended(made.id);
  await visage.cancelGeneration(made.id);
  assert.equal((await following).status, "CANCELLED");
  assert.equal((await refusal(visage.ended("gen_nothing"))).code, "NOT_FOUND");
});

test("nothing is missed while the server is killed and comes back", { timeout: 60_000 }, async () => {
  const visage = newcomer();
  const over = new AbortController();
  const seen: { id: string; revision: number; status: string }[] = [];
  const { original, generation: first } = await visage.upload({ image: photo });
  const listening = (async () => {
    for await (const { generation } of visage.changes({ signal: over.signal })) {
      seen.push(generation);
      if (seen.filter(hasEnded as (each: object) => boolean).length === 3) over.abort(new Error("all seen"));
    }
  })();
  await visage.ended(first.id);
  const second = await visage.regenerate({ originalId: original.id }); // drawn while nobody is there
  const following = visage.ended(second.id);
  await keeper("kill");
  setTimeout(() => void keeper("start"), 1_200);
  const third = await visage.regenerate({ originalId: original.id });
  await assert.rejects(listening, /all seen/);
  assert.equal((await following).status, "SUCCEEDED");
  const ended = seen.filter((each) => each.status === "SUCCEEDED").map((each) => each.id);
  assert.deepEqual(ended.sort(), [first.id, second.id, third.id].sort());
  const known = seen.map((each) => `${each.id} ${each.revision}`);
  assert.equal(new Set(known).size, known.length);
});

test("whoever comes back after too long a time reads all anew, and goes on", async () => {
  const visage = newcomer();
  const made = await visage.generatePictures({ prompt: "An old bicycle", count: 1 });
  await visage.ended(made.id);
  const longAgo = Date.now() - 100 * 24 * 3_600_000;
  const after = Buffer.from(`at:${longAgo}`).toString("base64url");
  let last: string | null = null;
  const ids: string[] = [];
  for await (const { generation, cursor } of visage.changes({ after })) {
    if (!ids.length) await visage.generatePictures({ prompt: "A new bicycle", count: 1 });
    ids.push(generation.id);
    last = cursor ?? last;
    if (last !== null && hasEnded(generation)) break;
  }
  assert.equal(ids[0], made.id);
  assert.equal(new Set(ids).size, 2);
});
