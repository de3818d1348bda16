// Files with progress, and calls that are repeated.
import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid, type Progress } from "../src/index.js";
import { newcomer, photo, refusal } from "./house.js";

test("an upload tells how far it is, up to the whole", async () => {
  const told: Progress[] = [];
  const { generation, original } = await newcomer().upload(
    { image: photo, style: "ANIME" },
    { onProgress: (progress) => told.push(progress) },
  );
  assert.equal(generation.status, "QUEUED");
  assert.equal(original.__typename, "Original");
  assert.ok(told.length > 3);
  assert.deepEqual(told.map((each) => each.sent), told.map((each) => each.sent).sort((a, b) => a - b));
  const last = told.at(-1);
  assert.ok(last && last.sent === last.total && last.total > photo.size);
});

test("an upload that is given up ends with the reason, and makes nothing", async () => {
  const visage = newcomer();
  const controller = new AbortController();
  const onProgress = ({ sent, total }: Progress): void => {
    if (sent > total / 2) controller.abort(new Error("changed my mind"));
  };
  const { signal } = controller;
  await assert.rejects(visage.upload({ image: photo }, { onProgress, signal }), /changed my mind/);
  assert.deepEqual((await visage.originals()).edges, []);
});

test("two calls at once under one key make one generation", async () => {
  const visage = newcomer();
  const input = { prompt: "A red fox in the snow", count: 1, idempotencyKey: uuid() };
  const [one, other] = await Promise.all([visage.generatePictures(input), visage.generatePictures(input)]);
  assert.equal(one.id, other.id);
  assert.equal((await visage.generations()).edges.length, 1);
  const asked = { ...input, prompt: "A blue fox in the snow" };
  assert.equal((await refusal(visage.generatePictures(asked))).code, "CONFLICT");
});

test("a call whose answer was lost is repeated under the key that it was given", async () => {
  let lost = 0;
  const losing: typeof fetch = async (...request) => {
    const answer = await fetch(...request);
    if (lost++ > 0) return answer;
    throw new TypeError("the network is gone");
  };
  const visage = newcomer({ fetch: losing });
  const { generation } = await visage.upload({ image: photo });
  assert.equal(lost, 2);
  const { edges } = await visage.generations();
  assert.deepEqual(edges.map(({ node }) => node.id), [generation.id]);
});
