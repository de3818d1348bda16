// In Node: node example.js photo.jpg

import { openAsBlob } from "node:fs";
import { Visage, uuid } from "visage-client";
import { WebSocket } from "ws"; // Node 22 and later have their own

const visage = new Visage({ url: "http://127.0.0.1:8000", deviceId: uuid(), WebSocket });
const photo = await openAsBlob(process.argv[2] ?? "photo.jpg");
const { generation, original } = await visage.upload({ image: photo, style: "ANIME" });
for await (const { status, stage, progress } of visage.follow(generation.id)) {
  console.log(status, stage, Math.round(progress * 100), "%");
}
const { cartoons } = (await visage.original(original.id)) ?? { cartoons: [] };
const face = await visage.download(cartoons[0]?.id ?? "");
const { images, failure } = await visage.ended(face.id);
console.log(images[0]?.url ?? failure?.message);
