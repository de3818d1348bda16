// The part for photos: one photo on the easel, what is drawn of it, and the lists below.
import { ask } from "./api.js";
import { listenForPhotos } from "./choosing.js";
import { priceOf, refreshCredits, tellPrice } from "./credits.js";
import { uuid } from "./device.js";
import { openGenerations, photoOf } from "./drawings.js";
import { showEasel } from "./easel.js";
import { attempt, complain, notice } from "./elements.js";
import { follow, generationOf, hasEnded } from "./follow.js";
import { fitted, tooLarge } from "./fitting.js";
import { showFaces, showPhotos } from "./gallery.js";
import * as operations from "./operations.js";
import { whenSession } from "./session.js";
import { storage } from "./storage.js";
import { markStyles, styleButtons } from "./styles.js";
import { hear } from "./tabs.js";
import { watch } from "./watch.js";

const find = (selector) => document.querySelector(selector);
const LAST = "visage.original";
const STYLE = "visage.style";
const MOST_FOLLOWED = 12; // at once; the others appear when they are drawn
// With these the photo itself is refused: another one is needed, not another try.
const REFUSED = new Set(["INVALID_IMAGE", "UNSUPPORTED_IMAGE", "IMAGE_TOO_LARGE"]);

// `items` are the photo, then its cartoons and drawings in the order they were asked for, then the
// face; `comparing` is the key of the one beside the one that is `chosen`.
const state = {
  original: null, file: null, items: [], chosen: null, comparing: null,
  style: null, limits: null, off: false, sending: false, asked: new Set(),
};

const handlers = {
  choose: look,
  keep: (cartoon) => attempt(() => keep(cartoon)),
  again: (style) => attempt(() => draw(style)),
  compare: () => beside(state.comparing ? null : "photo"),
  beside,
};

const current = () => state.items.find(({ key }) => key === state.chosen);
const styleOf = (item) => item?.cartoon?.style ?? item?.style;
const isOpen = (item) => Boolean(item.generation) && !hasEnded(item.generation);

function look(key) {
  state.chosen = key;
  if (!current()?.cartoon || state.comparing === key) state.comparing = null;
  show();
}

function beside(key) {
  state.comparing = key;
  show();
}

function show() {
  showEasel(state, handlers);
  const empty = state.items.length === 0;
  markStyles(find("#wish .samples"), {
    looked: empty || state.file ? state.style : styleOf(current()),
    drawing: new Set(state.items.filter(isOpen).map(styleOf).concat(state.sending ? state.style : [])),
    off: state.off || state.sending,
  });
  find("#wish-hint").textContent = empty
    ? "The first one is drawn in the style you choose."
    : "Choose a style to see your photo in it.";
  find("#other").hidden = empty;
}

/** Says what a cartoon and a face would cost. */
export function tellPhotoPrice() {
  tellPrice(find("#photo-price"), ["CARTOON", 1, "cartoon"], ["FACE", 1, "face"]);
}

function begin(photo, { original = null, file = null } = {}) {
  const previous = state.items[0]?.photo;
  if (previous?.local && previous.small !== photo.small) URL.revokeObjectURL(previous.small);
  Object.assign(state, { original, file, items: [{ key: "photo", photo }], comparing: null });
  if (original) storage.setItem(LAST, original.id);
  look("photo");
}

function takeDown() {
  Object.assign(state, { original: null, file: null, items: [], chosen: null, comparing: null });
  show();
}

function clear() {
  storage.removeItem(LAST);
  takeDown();
}

// ---- drawing

async function take(chosen) {
  if (!chosen || state.sending) return;
  complain(null);
  const file = await fitted(chosen, state.limits);
  if (state.sending) return; // another one, meanwhile
  const wrong = tooLarge(file, state.limits);
  if (wrong) {
    complain(wrong);
    return;
  }
  begin({ id: "", placeholder: null, local: true, small: URL.createObjectURL(file) }, { file });
  // What costs something is not begun before a style is chosen for this very photo.
  if (!state.off && !priceOf("CARTOON")) attempt(() => draw(state.style));
}

// A style that is drawn already, or being drawn, is looked at.
function chose(style) {
  state.style = style;
  storage.setItem(STYLE, style);
  const drawn = state.items.findLast((item) => styleOf(item) === style);
  if (drawn) look(drawn.key);
  else if (state.items.length > 0) attempt(() => draw(style));
  else show();
}

async function draw(style) {
  if (state.sending || state.asked.has(style)) return; // pressed twice it is one wish
  if (state.original) {
    state.asked.add(style);
    const input = { originalId: state.original.id, style, idempotencyKey: uuid() };
    const asked = ask(operations.REGENERATE, { input }).finally(() => state.asked.delete(style));
    track((await asked).regenerate, { style });
  } else await drawFirst(style);
}

async function drawFirst(style) {
  const [item] = state.items;
  const sending = (share) => {
    item.sending = share;
    show();
  };
  state.sending = true;
  sending(0);
  try {
    const input = { image: null, style, idempotencyKey: uuid() };
    const file = { path: "variables.input.image", file: state.file, sent: sending };
    const { upload } = await ask(operations.UPLOAD, { input }, file);
    // What is on the easel stays there: loaded from the server it would flicker.
    begin({ ...item.photo, ...upload.original, small: item.photo.small }, { original: upload.original });
    track(upload.generation, { style });
  } catch (error) {
    delete item.sending;
    if (REFUSED.has(error.code)) clear();
    throw error;
  } finally {
    state.sending = false;
    show();
  }
  await showPhotos(photoHandlers);
}

async function keep(cartoon) {
  const answer = await ask(operations.DOWNLOAD, { cartoonId: cartoon.id, key: uuid() });
  track(answer.download, { cartoon });
}

async function cancel() {
  const item = current();
  if (item?.generation) heard((await ask(operations.CANCEL, { id: item.generation.id })).cancelGeneration);
}

/** Puts a generation on the easel and follows it. A face being cut shows its cartoon meanwhile. */
function track(generation, { cartoon = null, style = null, quietly = false } = {}) {
  if (state.items.length === 0) return; // taken down meanwhile
  const known = state.items.find(({ key }) => key === generation.id);
  if (known) known.style ??= style; // another way of hearing of it was faster
  else {
    state.items.push({ key: generation.id, photo: state.items[0].photo, cartoon, style, generation });
    if (!hasEnded(generation)) follow(generation.id, heard, (error) => complain(error.message));
  }
  if (!quietly) look(generation.id);
  heard(generation);
}

function heard(generation) {
  const item = state.items.find(({ key }) => key === generation.id);
  if (!item || item.over || generation.revision < item.generation.revision) return;
  item.generation = generation;
  item.over = hasEnded(generation);
  if (item.over) refreshCredits();
  if (generation.status === "SUCCEEDED") finish(item);
  else if (item.over) drop(item);
  else show();
}

function finish(item) {
  const [image] = item.generation.images;
  if (item.generation.kind === "FACE" && image) {
    // Its cartoons are gone on the server now.
    state.items = [state.items[0], { ...item, cartoon: null, face: image }];
    notice("The face is yours. Its cartoons are gone.");
    look(item.key);
    attempt(showFaces);
  } else if (image && !state.items.some(({ cartoon }) => cartoon?.id === image.id)) {
    item.cartoon = image;
    show();
  } else drop(item);
}

function drop(item) {
  state.items = state.items.filter((other) => other !== item);
  const { failure, status } = item.generation;
  if (status === "FAILED") complain(failure?.message ?? "The drawing failed. Try again.");
  look(state.chosen === item.key ? state.items.at(-1).key : state.chosen);
}

// ---- opening, coming back, agreeing with other tabs

async function open(id) {
  const found = await photoOf(id);
  if (!found) return false;
  const { original, cartoons, running } = found;
  begin(original, { original });
  state.items.push(...cartoons.map((cartoon) => ({ key: cartoon.id, photo: original, cartoon })));
  look(state.items.at(-1).key);
  for (const generation of running.slice(-MOST_FOLLOWED)) track(generation);
  return true;
}

async function comeBack() {
  const last = storage.getItem(LAST);
  const id = last ?? (await openGenerations())[0]?.original.id;
  if (id && !(await open(id))) storage.removeItem(LAST);
}

// What another tab or device asked for, and what may have been missed (`news` is null then).
async function heardOfAny(news) {
  if (state.sending || (news && !["CARTOON", "FACE"].includes(news.kind))) return;
  if (state.items.some(({ key }) => key === news?.id)) return;
  const id = news?.original?.id;
  if (!news || !find(`#photos [data-id="${id}"]`)) await showPhotos(photoHandlers);
  if (!news || (news.kind === "FACE" && news.status === "SUCCEEDED")) await showFaces();
  if (state.items.length === 0) await comeBack();
  else if (state.original && (!news || state.original.id === id)) await catchUp(news);
}

async function catchUp(news) {
  if (news && (news.kind === "FACE" || !hasEnded(news))) {
    if (state.items.filter(isOpen).length >= MOST_FOLLOWED) return;
    const generation = await generationOf(news.id);
    if (generation?.original?.id === state.original?.id) track(generation, { quietly: true });
  } else if (!news || news.status === "SUCCEEDED") {
    const chosen = current()?.cartoon?.id;
    if (!(await open(state.original.id))) clear();
    const same = state.items.find(({ cartoon }) => cartoon?.id === chosen);
    if (chosen && same) look(same.key);
  }
}

// One after the other: what is asked because of the first would come after the second.
let hearing = Promise.resolve();
function heardLater(news) {
  hearing = hearing.then(() => heardOfAny(news)).catch((error) => complain(error.message));
}

async function deleted(id) {
  if (state.original?.id === id) clear();
  if (state.items.some(({ face }) => face?.id === id)) {
    state.items = state.items.filter(({ face }) => face?.id !== id);
    look("photo");
  }
}

const photoHandlers = {
  opened: (id) => attempt(async () => {
    await open(id);
    find("#easel").scrollIntoView({ block: "start" });
  }),
};

async function showAll() {
  await comeBack();
  await Promise.all([showFaces(), showPhotos(photoHandlers)]);
}

/** Makes the part ready, with the photo that was open last. */
export async function openPhoto(catalog) {
  state.limits = catalog.limits.find(({ kind }) => kind === "CARTOON");
  state.off = !state.limits.available;
  const kept = storage.getItem(STYLE);
  state.style = catalog.cartoonStyles.includes(kept) ? kept : catalog.cartoonStyles[0];
  styleButtons(find("#wish .samples"), catalog.cartoonStyles, chose);
  if (state.off) find("#lead").textContent = "New cartoons are switched off just now. Please come back later.";
  listenForPhotos(take);
  find("#cancel").addEventListener("click", () => attempt(cancel));
  hear("deleted", deleted);
  watch(heardLater);
  // What was made before signing in comes along; after signing out it is not there any more.
  whenSession(() => {
    takeDown();
    attempt(showAll);
  });
  show();
  await showAll();
}
