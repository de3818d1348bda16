// In a web page: choose a photo, see the cartoon come. It needs <input type="file">, <progress>
// and <img>.

import { isVisageError, keptDeviceId, Visage } from "visage-client";

const visage = new Visage({ url: location.origin, deviceId: keptDeviceId() });
const [input, bar, image] = [find("input"), find("progress"), find("img")];

input.addEventListener("change", async () => {
  const photo = input.files?.[0];
  if (!photo) return;
  try {
    const sending = ({ sent, total }: { sent: number; total: number }) => (bar.value = sent / total / 2);
    const { generation } = await visage.upload({ image: photo, style: "COMIC" }, { onProgress: sending });
    for await (const { progress, images, failure } of visage.follow(generation.id)) {
      bar.value = 0.5 + progress / 2;
      if (images[0]) image.src = images[0].medium;
      if (failure) alert(failure.message);
    }
  } catch (error) {
    if (isVisageError(error)) alert(error.message); // a sentence for people
    else throw error;
  }
});

function find<K extends "input" | "progress" | "img">(name: K): HTMLElementTagNameMap[K] {
  const element = document.querySelector(name);
  if (!element) throw new Error(`The page has no <${name}>.`);
  return element;
}
