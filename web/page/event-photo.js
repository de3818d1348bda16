// The photo of a guest: chosen, taken or dropped, and made to fit what the server takes.
import { listenForDrops, offer } from "./choosing.js";
import { photoAt } from "./event-sketch.js";
import { fitted } from "./fitting.js";

const find = (selector) => document.querySelector(selector);

const state = { file: null, shown: null, limits: null, changed: null };

async function take(file) {
  if (!file) return;
  const fit = await fitted(file, state.limits);
  const url = URL.createObjectURL(fit);
  const shown = await photoAt(url);
  if (!shown) URL.revokeObjectURL(url);
  forget();
  Object.assign(state, { file: fit, shown });
  show();
}

function show() {
  const { file, shown } = state;
  const thumb = find("#guest-photo-shown");
  if (shown) thumb.src = shown.url;
  thumb.hidden = !shown;
  find("#guest-photo-none").toggleAttribute("hidden", Boolean(shown)); // SVG has no such property
  find("#guest-photo-choose").textContent = file ? "Choose another" : "Choose a photo";
  state.changed();
}

function forget() {
  if (state.shown) URL.revokeObjectURL(state.shown.url);
  Object.assign(state, { file: null, shown: null });
}

/** Takes the photo away. */
export function clearPhoto() {
  forget();
  show();
}

/** The file to send; an empty one while none is chosen, so that the server tells of all else too. */
export const photoToSend = () => state.file ?? new File([], "photo.jpg", { type: "image/jpeg" });

/** Whether one is chosen. */
export const hasPhoto = () => state.file !== null;

/** What `SketchBoard.show` takes, or null. */
export const shownPhoto = () => state.shown;

/** Listens for photos; `changed()` after each. `limits` are the catalog's. */
export function openGuestPhoto(limits, changed) {
  Object.assign(state, { limits, changed });
  offer(find("#guest-photo-file"), [find("#guest-photo-choose")], take);
  offer(find("#guest-photo-camera"), [find("#guest-photo-take")], take);
  listenForDrops(find("#guest-photo"), () => !find("#event").hidden && !find("#guest").hidden, take);
}
