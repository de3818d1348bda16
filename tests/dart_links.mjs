// Speaks to Visage byte for byte as Dart's links do, since no Dart SDK runs here. What was read for
// it, with versions, is listed in clients/dart/README.md.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import { after, test } from "node:test";

const { WebSocket } = createRequire(`${process.cwd()}/`)("ws");
const { VISAGE_URL, KEEPER_URL, PHOTO } = process.env;
const ENDPOINT = new URL("/graphql", VISAGE_URL);
// Those that the Dart client sends, taken out of its sources.
const OPERATIONS = Object.fromEntries(
  [...readFileSync(new URL("../clients/dart/lib/src/generated.dart", import.meta.url), "utf8")
    .matchAll(/VisageOperation<\w+>\(\s*'(\w+)',\s*("(?:[^"\\]|\\.)*")/g)]
    .map(([, name, text]) => [name, JSON.parse(text.replaceAll("\\$", "$"))]),
);

/** RequestSerializer of gql_link: the keys in this order. */
const serialized = (operationName, variables) => ({ operationName, variables, query: OPERATIONS[operationName] });

/** IOClient of package:http: lower-case names, a length, and what dart:io adds. */
function send(body, headers) {
  const sent = { "user-agent": "Dart/3.5 (dart:io)", "accept-encoding": "gzip", ...headers, "content-length": body.length };
  return new Promise((resolve, reject) => {
    const asking = request(ENDPOINT, { method: "POST", headers: sent }, async (answer) => {
      const text = Buffer.concat(await answer.toArray()).toString();
      // HttpLinkParserException unless it is a JSON object, whatever the status.
      resolve({ status: answer.statusCode, ...JSON.parse(text) });
    });
    asking.on("error", reject).end(body);
  });
}

/** HttpLink with no file. */
const post = (name, variables, headers) =>
  send(Buffer.from(JSON.stringify(serialized(name, variables))), { "content-type": "application/json", accept: "*/*", ...headers });

/** MultipartRequest of package:http: fields in the order in which HttpLink sets them, each file's
 * type before its disposition, and a boundary without quotes. */
function multipart(name, variables, path, { bytes, type, filename }) {
  const signs = "+_-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const rest = Array.from({ length: 51 }, () => signs[Math.floor(Math.random() * signs.length)]);
  const boundary = `dart-http-boundary-${rest.join("")}`;
  const field = (key, value) => {
    const plain = /^[\x00-\x7F]+$/.test(value);
    const more = plain ? "" : "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-transfer-encoding: binary";
    return `--${boundary}\r\ncontent-disposition: form-data; name="${key}"${more}\r\n\r\n${value}\r\n`;
  };
  const fileHead = `--${boundary}\r\ncontent-type: ${type}\r\ncontent-disposition: form-data; name="0"; filename="${filename}"\r\n\r\n`;
  const head = field("operations", JSON.stringify(serialized(name, variables))) + field("map", JSON.stringify({ 0: [path] }));
  const body = Buffer.concat([Buffer.from(head + fileHead), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return [body, { accept: "*/*", "content-type": `multipart/form-data; boundary=${boundary}` }];
}

const photo = { bytes: readFileSync(PHOTO), type: "image/jpeg", filename: "image_picker_Søren.png" };

async function uploaded(device) {
  const input = { image: null, idempotencyKey: randomUUID() };
  const [body, headers] = multipart("Upload", { input }, "variables.input.image", photo);
  const answer = await send(body, { ...headers, "x-device-id": device, "apollo-require-preflight": "1" });
  assert.equal(answer.status, 200);
  assert.equal(answer.data.upload.generation.status, "QUEUED");
  return answer.data.upload;
}

const sockets = [];
after(() => sockets.forEach((each) => each.terminate())); // of tests that failed

/** A picture from words, which costs least to make. */
async function drawn(device) {
  const input = { prompt: "A red fox", count: 1, idempotencyKey: randomUUID(), fresh: true };
  return (await post("GeneratePictures", { input }, { "x-device-id": device })).data.generatePictures;
}

/** One socket, whose messages are awaited in turn. */
class Socket {
  constructor(protocol) {
    this.messages = [];
    this.socket = new WebSocket(ENDPOINT.href.replace("http", "ws"), [protocol]);
    sockets.push(this.socket);
    this.closed = new Promise((resolve) => this.socket.on("close", (code, reason) => resolve([code, String(reason)])));
    this.socket.on("message", (text) => (this.messages.push(JSON.parse(text)), this.wake?.()));
    this.socket.on("error", () => undefined);
    this.opened = new Promise((resolve, reject) => this.socket.on("open", resolve).on("error", reject));
  }

  // Dart's sinks take messages before the socket is open.
  send = (...messages) => this.opened.then(() => messages.forEach((each) => this.socket.send(JSON.stringify(each))));

  async until(wanted) {
    const seen = [];
    for (;;) {
      while (this.messages.length) {
        const message = this.messages.shift();
        seen.push(message);
        if (wanted(message)) return seen;
      }
      await new Promise((resolve) => ((this.wake = resolve), this.closed.then(resolve)));
      if (!this.messages.length && this.socket.readyState > 1) throw new Error(`closed: ${await this.closed}`);
    }
  }
}

const ofType = (...types) => (message) => types.includes(message.type);
const done = (message) => message.type === "complete" || message.type === "error";
const ending = (messages) => messages.filter(ofType("next", "data")).at(-1).payload.data.generation.status;

test("HttpLink: a photo and a form with a guest's name come through", async () => {
  const device = randomUUID();
  await uploaded(device);
  const form = { name: "Søren Ångström", email: "Soren@Example.com", phone: "+91 98765 43210", district: "Pune" };
  const input = { ...form, category: "Others", organization: "पुणे", look: "WARRIOR", photo: null };
  const [body, headers] = multipart("GenerateAvatar", { input }, "variables.input.photo", photo);
  const sent = await send(body, { ...headers, "x-device-id": device, "graphql-require-preflight": "1" });
  assert.equal(sent.data?.generateAvatar.name, form.name, JSON.stringify(sent));
});

test("HttpLink: every refusal is JSON with a code, whatever its status", async () => {
  const code = ({ errors }) => errors[0].extensions.code;
  const [body, headers] = multipart("Upload", { input: { image: null } }, "variables.input.image", photo);
  assert.equal(code(await send(body, { ...headers, "x-device-id": randomUUID() })), "BAD_USER_INPUT");
  assert.equal(code(await post("Viewer", {}, {})), "UNAUTHENTICATED");
  assert.equal(code(await post("Viewer", {}, { "x-device-id": "me" })), "BAD_USER_INPUT");
  assert.equal(code(await post("CancelGeneration", { id: "gen_no" }, { "x-device-id": randomUUID() })), "NOT_FOUND");
});

test("TransportWebSocketLink: a subscription, its pings and what it says without parameters", async () => {
  const device = randomUUID();
  const generation = await drawn(device);
  const link = new Socket("graphql-transport-ws");
  const id = randomUUID();
  link.send({ type: "connection_init", payload: { "x-device-id": device } });
  await link.until(ofType("connection_ack"));
  link.send({ id, type: "subscribe", payload: serialized("Follow", { id: generation.id }) }, { type: "ping" });
  const seen = await link.until(done);
  assert.ok(seen.some(ofType("pong")));
  assert.equal(ending(seen), "SUCCEEDED");
  assert.deepEqual(seen.at(-1), { id, type: "complete" });
  link.send({ id, type: "complete" }, { id: "2", type: "subscribe", payload: serialized("Follow", { id: "gen_no" }) });
  const [refused] = await link.until(done);
  assert.equal(refused.payload.errors[0].extensions.code, "NOT_FOUND");
  link.send({ id: "3", type: "subscribe", payload: { query: "subscription { nothing }" } });
  const [wrong] = await link.until(done);
  assert.equal(wrong.payload[0].extensions.code, "GRAPHQL_VALIDATION_FAILED"); // a list, as it is read
  link.socket.close(1000, "Normal Closure");

  const nobody = new Socket("graphql-transport-ws");
  nobody.send({ type: "connection_init", payload: null });
  const [closeCode, reason] = await nobody.closed;
  assert.equal(closeCode, 4403); // 4400 would be fatal to the link, and this can be mended
  assert.ok(reason);
});

test("TransportWebSocketLink: after a crash the same id on a new socket goes on after the cursor", async () => {
  const device = randomUUID();
  const open = async (id, after) => {
    const link = new Socket("graphql-transport-ws");
    link.send({ type: "connection_init", payload: { "x-device-id": device } });
    await link.until(ofType("connection_ack"));
    link.send({ id, type: "subscribe", payload: serialized("Changes", { after, kind: null }) });
    return link;
  };
  const id = randomUUID();
  const first = await open(id, null);
  await drawn(device);
  const [{ payload }] = (await first.until(ofType("next"))).slice(-1);
  const missed = await drawn(device);
  await fetch(`${KEEPER_URL}/kill`);
  assert.equal((await first.closed)[0], 1006);
  await fetch(`${KEEPER_URL}/start`);
  const again = await open(id, payload.data.generations.cursor);
  const isEnding = ({ payload: { data } = {} }) =>
    data?.generations.generation.id === missed.id && data.generations.generation.status === "SUCCEEDED";
  await again.until(isEnding);
  again.socket.close(1000, "Normal Closure");
});

test("SocketClient of graphql_flutter: the newer protocol", async () => {
  const device = randomUUID();
  const generation = await drawn(device);
  const client = new Socket("graphql-transport-ws");
  client.send({ type: "connection_init", payload: { headers: { "x-device-id": device } } });
  await client.until(ofType("connection_ack"));
  const id = randomUUID();
  client.send({ type: "subscribe", id, payload: serialized("Follow", { id: generation.id }) });
  client.send({ type: "ping", payload: {} }, { type: "pong", payload: null });
  const seen = await client.until(done);
  assert.equal(ending(seen), "SUCCEEDED");
  assert.equal(seen.filter(ofType("pong")).length, 1);
  client.send({ type: "complete", id });
});

test("SocketClient of graphql_flutter: the older protocol, which is its default", async () => {
  const device = randomUUID();
  const generation = await drawn(device);
  const client = new Socket("graphql-ws");
  const id = randomUUID();
  // It does not wait for the acknowledgement.
  client.send({ type: "connection_init", payload: { "x-device-id": device } });
  client.send({ type: "start", id, payload: serialized("Follow", { id: generation.id }) });
  const seen = await client.until(done);
  assert.ok(seen.some(ofType("ka"))); // it leaves after 30 s without one
  assert.equal(ending(seen), "SUCCEEDED");
  client.send({ type: "stop", id });
  client.socket.close(1000);
});
