// The part for headshots: a link to a photo, a style and a shape, and what was drawn of it.
import { ask } from "./api.js";
import { refreshCredits, tellPrice, tellShort } from "./credits.js";
import { uuid } from "./device.js";
import { attempt, complain, element } from "./elements.js";
import { follow, hasEnded } from "./follow.js";
import { insertFragment, once } from "./fragments.js";
import { headshotCard } from "./headshot-cards.js";
import * as operations from "./headshot-operations.js";
import { CANCEL } from "./operations.js";
import { showProgress, stageWords } from "./progress.js";
import { signedIn, whenSession } from "./session.js";
import { sample, styleName } from "./styles.js";
import { hear } from "./tabs.js";
import { watch } from "./watch.js";

const find = (selector) => document.querySelector(selector);
// With these the link is to be changed; what is said belongs beside it.
const ABOUT_LINK = new Set(["UNSAFE_URL", "BAD_USER_INPUT"]);
const SHAPE_WORDS = { SQUARE: "Square", PORTRAIT: "Upright", LANDSCAPE: "Wide" };

// `shown` is the generation that is looked at, `key` that of the wish being made, `shapes` how wide each
// ratio is by how high.
const state = { furnished: false, limits: null, shapes: new Map(), shown: null, key: null };

function say(message, where = "#headshot-link-wrong") {
  find(where).textContent = message ?? "";
  find(where).hidden = !message;
  if (where !== "#headshot-link-wrong") return;
  if (message) find("#headshot-link").setAttribute("aria-invalid", "true");
  else find("#headshot-link").removeAttribute("aria-invalid");
}

function sayOfLink(message) {
  say(message);
  find("#headshot-link").focus();
}

/** Says what a headshot would cost. */
export function tellHeadshotPrice() {
  if (state.furnished) tellPrice(find("#headshot-price"), ["HEADSHOT", 1, "headshot"]);
}

// ---- asking

const chosen = (name) => find(`#headshot-form input[name=${name}]:checked`).value;

async function wish() {
  say(null);
  say(null, "#headshot-short");
  const imageUrl = find("#headshot-link").value.trim();
  if (!imageUrl) {
    sayOfLink("Paste the link of a photo here: its address on the web, which begins with https://.");
    return;
  }
  const submit = find("#headshot-ask");
  submit.disabled = true;
  state.key ??= uuid();
  try {
    const aspectRatio = chosen("headshot-shape");
    const input = { imageUrl, style: chosen("headshot-style"), aspectRatio, idempotencyKey: state.key };
    find("#shot-waiting").style.aspectRatio = state.shapes.get(aspectRatio);
    track((await ask(operations.ASK, { input })).generateHeadshot);
    state.key = null;
    find("#shot").scrollIntoView({ block: "nearest", behavior: "smooth" });
  } catch (error) {
    if (error.code !== "OFFLINE") state.key = null;
    if (error.code === "INSUFFICIENT_CREDITS") say(tellShort(error, "HEADSHOT"), "#headshot-short");
    else if (ABOUT_LINK.has(error.code)) sayOfLink(error.message);
    else throw error;
  } finally {
    submit.disabled = state.limits.available === false;
    refreshCredits();
  }
}

// ---- what is drawn

function show() {
  const { shown } = state;
  const open = Boolean(shown) && !hasEnded(shown);
  const images = shown?.images ?? [];
  find("#shot-blank").hidden = open || images.length > 0;
  find("#shot-waiting").hidden = !open || images.length > 0;
  showProgress("#shot-progress", open ? stageWords(shown) : null, shown?.progress);
  const ids = images.map(({ id }) => id).join();
  if (find("#shots").dataset.shown === ids) return; // drawn again they would flicker
  find("#shots").dataset.shown = ids;
  find("#shots").replaceChildren(...images.map(headshotCard));
}

/** Shows a generation and follows it. */
function track(generation) {
  state.shown = generation;
  show();
  if (hasEnded(generation)) return;
  follow(generation.id, (newer) => {
    if (state.shown?.id === newer.id) attempt(() => heard(newer));
  }, (error) => complain(error.message));
}

async function heard(newer) {
  if (!hasEnded(newer)) {
    state.shown = { ...state.shown, status: newer.status, stage: newer.stage, progress: newer.progress };
    show();
    return;
  }
  refreshCredits();
  const { generation } = await ask(operations.BY_ID, { id: newer.id });
  if (state.shown?.id !== newer.id || !generation) return;
  state.shown = generation;
  show();
  const { failure, status } = generation;
  // What repeating cannot mend is about what the link leads to.
  if (failure?.retryable === false) sayOfLink(failure.message);
  else if (status === "FAILED") complain(failure?.message ?? "The drawing failed. Try again.");
  await showEarlier();
}

async function cancel() {
  await heard((await ask(CANCEL, { id: state.shown.id })).cancelGeneration);
}

// After one was deleted, in whichever tab; the list is looked after as all galleries are.
function forget(id) {
  if (!state.shown?.images.some((image) => image.id === id)) return;
  state.shown = { ...state.shown, images: state.shown.images.filter((image) => image.id !== id) };
  show();
}

// ---- the earlier ones

async function showEarlier(after = null) {
  const { edges, pageInfo } = (await ask(operations.HEADSHOTS, { after })).generations;
  const section = find("#headshots");
  const images = edges.flatMap(({ node }) => node.images);
  const cards = images.map(headshotCard);
  const list = section.querySelector("ul");
  if (after) list.append(...cards);
  else list.replaceChildren(...cards);
  section.hidden = list.children.length === 0;
  const more = section.querySelector(".more");
  more.hidden = !pageInfo.hasNextPage;
  more.onclick = () => attempt(() => showEarlier(pageInfo.endCursor));
  return edges.map(({ node }) => node);
}

// What another tab has asked for belongs into the list as well.
function changed(generation) {
  const other = !generation || (generation.kind === "HEADSHOT" && generation.id !== state.shown?.id);
  if (!other || (generation && !hasEnded(generation)) || !signedIn()) return;
  showEarlier().catch((error) => complain(error.message));
}

// ---- opening

function offer(name, choices) {
  find(`#headshot-${name}s`).replaceChildren(...choices.map(({ value, drawn, words, hint }, at) => element(
    "label", { class: drawn?.matches("img") ? "style pictured" : "style" },
    element("input", { type: "radio", name: `headshot-${name}`, value, checked: at === 0 }),
    drawn ?? null,
    element("span", { class: "name" }, words),
    hint ? element("span", { class: "hint" }, hint) : null,
  )));
}

function shape({ ratio, width, height }) {
  const outline = element("i", { class: width > height ? "wide" : null });
  state.shapes.set(ratio, `${width} / ${height}`);
  outline.style.aspectRatio = state.shapes.get(ratio);
  const drawn = element("span", { class: "shape", "aria-hidden": "true" }, outline);
  return { value: ratio, drawn, words: SHAPE_WORDS[ratio] ?? ratio.toLowerCase(), hint: `${width} × ${height}` };
}

async function furnish() {
  const { catalog } = await ask(operations.SHAPES);
  await insertFragment(find("#headshot"), "headshot");
  state.furnished = true;
  tellHeadshotPrice();
  offer("style", catalog.headshotStyles.map((style) =>
    ({ value: style, drawn: sample(style), words: styleName(style) })));
  offer("shape", catalog.aspectRatios.map(shape));
  find("#headshot-form").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(wish);
  });
  find("#headshot-form").addEventListener("input", () => {
    state.key = null; // another wish
    say(null);
    say(null, "#headshot-short");
  });
  hear("deleted", forget);
  watch(changed);
  find("#shot-cancel").addEventListener("click", () => attempt(cancel));
  if (!state.limits.available) {
    find("#headshot-ask").disabled = true;
    complain("New headshots are switched off just now. Please come back later.");
  }
}

// In two steps: what fails is tried again, and listeners are not added twice.
const furnished = once(furnish);

// Whoever is signed in sees the form and what was drawn; everybody else an invitation.
async function welcome() {
  const welcomed = signedIn();
  find("#headshot-invitation").hidden = welcomed;
  find("#headshot-studio").hidden = !welcomed;
  if (!welcomed) find("#headshots").hidden = true;
  else {
    const open = (await showEarlier()).find((generation) => !hasEnded(generation));
    if (open) track(open);
  }
}

const prepared = once(async () => {
  await furnished();
  await welcome();
});

async function enter() {
  if (!find("#headshot").hidden) await prepared();
}

/** Makes the part ready as soon as somebody goes there. */
export async function openHeadshot(catalog) {
  state.limits = catalog.limits.find(({ kind }) => kind === "HEADSHOT");
  // Another part may have something to complain of.
  addEventListener("hashchange", () => find("#headshot").hidden || attempt(enter));
  whenSession(() => {
    state.shown = null;
    if (!state.furnished) return;
    show();
    attempt(welcome);
  });
  await enter();
}
