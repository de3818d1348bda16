// Signing in, tokens that are over, and lists.
import assert from "node:assert/strict";
import { test } from "node:test";
import { all } from "../src/index.js";
import { keeper, newcomer, photo, refusal } from "./house.js";

test("whoever signs in keeps what the device has made, and a token that is over is renewed", async () => {
  const email = `${crypto.randomUUID()}@example.com`;
  let renewed = 0;
  const good: string[] = [];
  const renewToken = async (): Promise<string | undefined> => {
    renewed += 1;
    await new Promise((resolve) => setTimeout(resolve, 200)); // others are refused meanwhile
    return good[0];
  };
  const visage = newcomer({ renewToken });
  const { original } = await visage.upload({ image: photo });
  await visage.requestCode(email);
  const session = await visage.verifyCode(email, await keeper("code"));
  good.push(session.token);
  assert.equal((await visage.viewer()).email, email);
  assert.deepEqual((await visage.setPreferences({ theme: "dark" })).preferences, { theme: "dark" });
  visage.token = "one.that.is.over";
  const originals = await Promise.all([visage.originals(), visage.originals()]);
  assert.deepEqual(originals.map(({ edges }) => edges.map(({ node }) => node.id)), [[original.id], [original.id]]);
  assert.equal(renewed, 1);

  visage.token = "one.that.is.over";
  const { generation } = await newcomer({ token: good[0] ?? "" }).upload({ image: photo });
  assert.equal((await visage.ended(generation.id)).status, "SUCCEEDED"); // a socket asks for a token, too
  assert.equal(renewed, 2);
  await visage.signOut();
  good.length = 0;
  visage.token = session.token;
  assert.equal((await refusal(visage.viewer())).code, "UNAUTHENTICATED");
});

test("lists come page by page", async () => {
  const visage = newcomer();
  const { original } = await visage.upload({ image: photo });
  const { generation } = await visage.upload({ image: photo });
  const face = await visage.download((await visage.ended(generation.id)).images[0]?.id ?? "");
  assert.equal((await visage.ended(face.id)).images[0]?.__typename, "Face");
  const found: string[] = [];
  for await (const each of all((after) => visage.originals({ first: 1, after }))) found.push(each.id);
  assert.equal(found.length, 2);
  await visage.deleteImage(original.id);
  assert.equal(await visage.original(original.id), null);
  assert.equal((await visage.downloadedFaces()).edges.length, 1);
  assert.equal((await visage.catalog()).cartoonStyles.length, 6);
});
