// The page: one photo on the easel, what is drawn of it, and the lists below.
import { ApiError, ask } from "./api.js";
import { openCredits, refreshCredits, tellPrice } from "./credits.js";
import { uuid } from "./device.js";
import { showEasel } from "./easel.js";
import { attempt, complain, element } from "./elements.js";
import { follow, hasEnded } from "./follow.js";
import { showFaces, showPhotos } from "./gallery.js";
import * as operations from "./operations.js";
import { chosenStyle, offerStyles } from "./styles.js";
import { openWords, tellWordsPrice } from "./words.js";

const find = (selector) => document.querySelector(selector);
const LAST = "visage.original";
// With these the photo itself is refused: another one is needed, not another try.
const REFUSED = new Set(["INVALID_IMAGE", "UNSUPPORTED_IMAGE", "IMAGE_TOO_LARGE"]);

// `items` are the photo, then its cartoons and drawings in the order they were asked for, then the face.
const state = { original: null, file: null, items: [], chosen: null, limit: null, off: false, busy: false };

const handlers = {
  choose: (key) => look(key),
  keep: (cartoon) => attempt(() => keep(cartoon)),
  again: () => look("photo"),
};

function look(key) {
  state.chosen = key;
  find("#canvas").dataset.shown = "";
  show();
}

function show() {
  showEasel(state.items, state.chosen, handlers);
  const draw = find("#draw");
  draw.disabled = state.off || state.busy || (!state.file && !state.original);
  const drawn = state.items.some(({ cartoon, generation }) => cartoon || generation);
  draw.textContent = state.busy ? "Sending…" : drawn ? "Draw another" : "Draw it";
  find("#other").hidden = state.items.length === 0;
}

function tellPrices() {
  tellPrice(find("#photo-price"), ["CARTOON", 1, "cartoon"], ["FACE", 1, "face"]);
  tellWordsPrice();
}

function begin(photo, { original = null, file = null } = {}) {
  const previous = state.items[0]?.photo;
  if (previous?.local) URL.revokeObjectURL(previous.small);
  Object.assign(state, { original, file, items: [{ key: "photo", photo }] });
  if (original) localStorage.setItem(LAST, original.id);
  else localStorage.removeItem(LAST);
  look("photo");
}

// ---- choosing a photo

function take(file) {
  if (!file || state.busy) return;
  complain(null);
  if (state.limit && file.size > state.limit) {
    const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1);
    complain(`This photo has ${megabytes(file.size)} MB; ${megabytes(state.limit)} MB are allowed. `
      + "Choose a smaller one.");
    return;
  }
  begin({ id: "", placeholder: null, local: true, small: URL.createObjectURL(file) }, { file });
}

function listenForPhotos() {
  const input = find("#photo");
  input.addEventListener("change", () => {
    take(input.files[0]);
    input.value = "";
  });
  const easel = find("#easel");
  easel.addEventListener("dragover", (event) => {
    event.preventDefault();
    easel.classList.add("over");
  });
  easel.addEventListener("dragleave", () => easel.classList.remove("over"));
  easel.addEventListener("drop", (event) => {
    event.preventDefault();
    easel.classList.remove("over");
    take(event.dataTransfer.files[0]);
  });
}

// ---- drawing

async function draw() {
  state.busy = true;
  show();
  try {
    if (state.original) await drawAgain();
    else await drawFirst();
  } catch (error) {
    if (REFUSED.has(error.code)) clear();
    throw error;
  } finally {
    state.busy = false;
    show();
  }
}

async function drawFirst() {
  const { file } = state;
  const input = { image: null, style: chosenStyle(find("#wish")), idempotencyKey: uuid() };
  const { upload } = await ask(operations.UPLOAD, { input }, { path: "variables.input.image", file });
  begin(upload.original, { original: upload.original });
  track(upload.generation);
  await showPhotos(photoHandlers);
}

async function drawAgain() {
  const input = { originalId: state.original.id, style: chosenStyle(find("#wish")), idempotencyKey: uuid() };
  track((await ask(operations.REGENERATE, { input })).regenerate);
}

async function keep(cartoon) {
  const answer = await ask(operations.DOWNLOAD, { cartoonId: cartoon.id, key: uuid() });
  track(answer.download, cartoon);
}

async function cancel() {
  const item = state.items.find(({ key }) => key === state.chosen);
  if (item?.generation) heard((await ask(operations.CANCEL, { id: item.generation.id })).cancelGeneration);
}

/** Puts a generation on the easel and follows it. A face being cut shows its cartoon meanwhile. */
function track(generation, cartoon = null) {
  const known = state.items.some(({ key }) => key === generation.id);
  if (!known) {
    state.items.push({ key: generation.id, photo: state.original, cartoon, generation });
    look(generation.id);
  }
  heard(generation);
  if (!hasEnded(generation)) follow(generation.id, heard, (error) => complain(error.message));
}

function heard(generation) {
  const item = state.items.find(({ key }) => key === generation.id);
  if (!item || hasEnded(item.generation)) return;
  item.generation = generation;
  if (hasEnded(generation)) refreshCredits();
  if (generation.status === "SUCCEEDED") finish(item);
  else if (hasEnded(generation)) drop(item);
  else show();
}

function finish(item) {
  const [image] = item.generation.images;
  if (item.generation.kind === "FACE") {
    // Its cartoons are gone on the server now.
    state.items = [state.items[0], { key: item.key, face: image, photo: state.original }];
    attempt(showFaces);
    look(item.key);
  } else {
    item.cartoon = image ?? null;
    look(state.chosen);
  }
}

function drop(item) {
  state.items = state.items.filter((other) => other !== item);
  const { failure, status } = item.generation;
  if (status === "FAILED") complain(failure?.message ?? "The drawing failed. Try again.");
  look(state.chosen === item.key ? state.items.at(-1).key : state.chosen);
}

// ---- opening, deleting, coming back

async function open(id) {
  const { original } = await ask(operations.ORIGINAL_BY_ID, { id });
  if (!original) return false;
  begin(original, { original });
  for (const cartoon of [...original.cartoons].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    state.items.push({ key: cartoon.id, photo: original, cartoon });
  }
  look(state.items.at(-1).key);
  await resume(id);
  return true;
}

// Drawings under way, after a reload or from another tab.
async function resume(id) {
  for (const generation of (await openGenerations()).filter(({ original }) => original?.id === id)) {
    track(generation);
  }
}

async function openGenerations() {
  const { generations } = await ask(operations.OPEN_GENERATIONS);
  return generations.edges.map(({ node }) => node).filter((node) => !hasEnded(node));
}

function clear() {
  Object.assign(state, { original: null, file: null, items: [] });
  localStorage.removeItem(LAST);
  look(null);
}

async function forget(id) {
  if (state.original?.id === id) clear();
  await showPhotos(photoHandlers);
}

const photoHandlers = {
  opened: (id) => attempt(async () => {
    await open(id);
    find("#easel").scrollIntoView({ block: "start", behavior: "smooth" });
  }),
  changed: forget,
};

async function comeBack() {
  const [running] = await openGenerations();
  const id = running?.original?.id ?? localStorage.getItem(LAST);
  if (id && !(await open(id).catch((error) => {
    if (error instanceof ApiError && error.code !== "OFFLINE") return false;
    throw error;
  }))) localStorage.removeItem(LAST);
}

// Photos and words have a part of the page each; the address remembers which one is open.
function turnTo() {
  const words = location.hash === "#/words";
  find("#from-photo").hidden = words;
  find("#from-words").hidden = !words;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === (words ? "#/words" : "#/photo")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

async function main() {
  addEventListener("hashchange", turnTo);
  turnTo();
  listenForPhotos();
  find("#wish").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(draw);
  });
  find("#cancel").addEventListener("click", () => attempt(cancel));
  find("#error button").addEventListener("click", () => complain(null));
  await attempt(async () => {
    const { catalog } = await ask(operations.CATALOG);
    offerStyles(find("#wish"), catalog.cartoonStyles);
    const limits = catalog.limits.find(({ kind }) => kind === "CARTOON");
    state.limit = limits?.maxUploadBytes ?? null;
    state.off = limits?.available === false;
    if (state.off) find("#lead").textContent = "New cartoons are switched off just now. Please come back later.";
    if (state.limit) find("#limit").replaceChildren(` up to ${Math.round(state.limit / 1048576)} MB`);
    await comeBack();
    const parts = [showFaces(), showPhotos(photoHandlers), openWords(catalog)];
    await Promise.all([...parts, openCredits(catalog, tellPrices)]);
  });
  document.body.append(element("div", { id: "ready", hidden: true }));
}

main();
