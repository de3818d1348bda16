// The part for words: what to draw, and the wall on which the pictures appear one by one.
import { ask } from "./api.js";
import { refreshCredits, tellPrice, tellShort } from "./credits.js";
import { uuid } from "./device.js";
import { attempt, button, complain, element, icon, local, picture } from "./elements.js";
import { follow, hasEnded } from "./follow.js";
import { pictureActions, showPictures } from "./gallery.js";
import * as operations from "./operations.js";
import { showProgress } from "./progress.js";
import { whenSession } from "./session.js";
import { storage } from "./storage.js";
import { chosenStyle, offerStyles } from "./styles.js";
import { hear } from "./tabs.js";
import { watch } from "./watch.js";

const find = (selector) => document.querySelector(selector);
// With these the words themselves are to be changed; what is said belongs beside them.
const ABOUT_WORDS = new Set(["PROMPT_REJECTED", "BAD_USER_INPUT"]);
const NEARLY = 50; // characters that are left when the page begins to count them
const LAST = "visage.wish";
const IDEAS = ["A lighthouse in a storm", "A cat on a bicycle at sunset", "Mountains under the northern lights"];

// `shown` is the generation on the wall, `seen` the ids of its pictures, deleted ones too, `asked` the
// wish it came from in this tab.
const state = { shown: null, seen: new Set(), asked: null, asking: false, longest: 500, open: false };

function say(message, where = "#said") {
  find(where).textContent = message ?? "";
  find(where).hidden = !message;
}

// As the server counts them: code points, composed, without spaces around.
function length() {
  return [...find("#prompt").value.trim().normalize("NFC")].length;
}

function count() {
  const left = state.longest - length();
  find("#left").hidden = left > NEARLY;
  find("#left").textContent = left >= 0 ? `${left} characters left` : `${-left} characters too many`;
  find("#imagine").disabled = left < 0 || left === state.longest;
}

const chosenCount = () => Number(find("#words input[name=count]:checked").value);

/** Says what the pictures would cost. */
export function tellWordsPrice() {
  if (state.open) tellPrice(find("#price"), ["PICTURES", chosenCount(), "picture"]);
}

// ---- asking

async function wish(input) {
  complain(null);
  say(null);
  say(null, "#short");
  const submit = find("#imagine");
  const held = document.activeElement === submit;
  submit.disabled = true;
  try {
    state.asked = input;
    state.asking = true;
    const key = uuid();
    const { generatePictures } = await ask(operations.WISH, { input: { ...input, idempotencyKey: key } });
    track(generatePictures);
    // On a phone the wall is below the form.
    find("#wall").scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (error.code === "INSUFFICIENT_CREDITS" || error.details?.allowed) { // fewer would do
      say(tellShort(error, "PICTURES"), "#short");
      return;
    }
    if (!ABOUT_WORDS.has(error.code)) throw error;
    say(error.message);
    find("#prompt").focus();
  } finally {
    state.asking = false;
    count();
    refreshCredits();
    // A button that was switched off has lost the focus of a keyboard.
    if (held && document.activeElement === document.body) submit.focus({ preventScroll: true });
  }
}

function wished() {
  const form = find("#words");
  return {
    prompt: find("#prompt").value,
    style: chosenStyle(form),
    count: chosenCount(),
  };
}

// ---- the wall

function clear() {
  state.shown = null;
  state.seen = new Set();
  find("#frames").replaceChildren();
  find("#blank").hidden = false;
  find("#drawing").hidden = true;
}

/** Puts a generation on the wall and follows it. */
function track(generation) {
  clear();
  storage.setItem(LAST, generation.id);
  heard(generation);
  if (!hasEnded(generation)) {
    follow(generation.id, (newer) => {
      if (newer.id === state.shown?.id) heard(newer);
    }, (error) => complain(error.message));
  }
}

function heard(generation) {
  state.shown = generation;
  show(generation);
  if (!hasEnded(generation)) return;
  const { failure, status } = generation;
  if (status === "FAILED") complain(failure?.message ?? "The drawing failed. Try again.");
  refreshCredits();
  attempt(showPictures);
}

function frame(image, prompt) {
  return element(
    "li", { "data-id": image.id },
    element("a", { href: local(image.full), target: "_blank", rel: "noopener" },
      picture(image, prompt)),
    pictureActions(image),
  );
}

const soon = () => element(
  "li", { class: "waiting", "aria-hidden": "true" }, element("div", { class: "soon" }, icon("words")),
);

function show(generation) {
  const { images, prompt, cached } = generation;
  const ended = hasEnded(generation);
  const list = find("#frames");
  for (const { id } of images) state.seen.add(id);
  // What was deleted meanwhile is neither waited for nor missed.
  const wanted = generation.count - (state.seen.size - images.length);
  const hanging = new Map([...list.querySelectorAll("[data-id]")].map((li) => [li.dataset.id, li]));
  // What hangs already stays as it is: drawn again it would flicker.
  const frames = images.map((image) => hanging.get(image.id) ?? frame(image, prompt));
  const missing = ended ? 0 : Math.max(0, wanted - images.length);
  const waiting = [...Array(missing)].map(soon);
  list.replaceChildren(...frames, ...waiting);
  find("#blank").hidden = frames.length + waiting.length > 0;
  find("#drawing").hidden = !find("#blank").hidden;
  showProgress("#wall-progress", ended ? null : stage(generation, wanted), generation.progress);
  find("#wall-note").textContent = note(generation, wanted, ended);
  find("#anew").hidden = !(ended && cached && state.asked);
}

// A reader of screens says it each time it changes: so often as there is something new.
function stage({ images, status }, wanted) {
  if (status === "QUEUED" && images.length === 0) return "Waiting for a free hand";
  return images.length > 0 ? `${images.length} of ${wanted} drawn` : "Drawing";
}

function note({ images, prompt, status, cached }, wanted, ended) {
  if (!ended) return `“${prompt}”`;
  if (cached) return `“${prompt}” was drawn before: these are its pictures.`;
  if (status === "SUCCEEDED" && images.length < wanted) {
    return `“${prompt}”: ${images.length} of ${wanted} could be drawn.`;
  }
  return `“${prompt}”`;
}

async function cancel() {
  if (!state.shown) return;
  heard((await ask(operations.CANCEL, { id: state.shown.id })).cancelGeneration);
}

// After a picture was deleted, wherever that was.
function forget(id) {
  const { shown } = state;
  if (!shown) return;
  state.shown = { ...shown, images: shown.images.filter((image) => image.id !== id) };
  if (state.shown.images.length === 0 && hasEnded(shown)) clear();
  else show(state.shown);
}

// What another tab or device asked for; it goes on the wall where nothing hangs yet.
async function heardOfAny(news) {
  if (news && !["PICTURES", "HEADSHOT"].includes(news.kind)) return;
  if (state.shown === null && !state.asking && news?.kind !== "HEADSHOT") await comeBack();
  if (!news || (hasEnded(news) && news.id !== state.shown?.id)) await showPictures();
}

// ---- opening

function offerCounts(most) {
  const choices = [...Array(most)].map((_, at) => element(
    "label", { class: "style" },
    element("input", { type: "radio", name: "count", value: at + 1, checked: at + 1 === most }),
    element("span", { class: "name" }, String(at + 1)),
  ));
  find(".counts").replaceChildren(...choices);
  find(".counts").closest("fieldset").hidden = most === 1;
}

function offerIdeas() {
  find("#ideas").replaceChildren(...IDEAS.map((idea) => button(idea, () => {
    find("#prompt").value = idea;
    count();
    find("#prompt").focus();
  }, { class: "chip" })));
}

// What is being drawn, or else what was drawn last.
async function comeBack() {
  const { generations } = await ask(operations.OPEN_WISHES);
  const wishes = generations.edges.map(({ node }) => node);
  const last = storage.getItem(LAST);
  const wanted = wishes.find((node) => !hasEnded(node)) ?? wishes.find(({ id }) => id === last);
  if (wanted && (!hasEnded(wanted) || wanted.images.length > 0)) track(wanted);
}

async function showAll() {
  await comeBack();
  await showPictures();
}

/** Makes the part ready; where pictures from words are switched off, it says so. */
export async function openWords(catalog) {
  const limits = catalog.limits.find(({ kind }) => kind === "PICTURES");
  state.longest = limits.maxPromptLength;
  offerStyles(find("#words"), catalog.pictureStyles);
  offerCounts(limits.maxPictures);
  offerIdeas();
  find("#prompt").addEventListener("input", () => {
    say(null);
    count();
  });
  find(".counts").addEventListener("change", () => {
    say(null, "#short");
    tellWordsPrice();
    find("#imagine").textContent = chosenCount() === 1 ? "Draw it" : "Draw them";
  });
  find("#words").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => wish(wished()));
  });
  find("#anew").addEventListener("click", () => attempt(() => wish({ ...state.asked, fresh: true })));
  find("#wall-cancel").addEventListener("click", () => attempt(cancel));
  count();
  state.open = true;
  tellWordsPrice();
  if (!limits.available) {
    for (const part of find("#words").querySelectorAll("fieldset, textarea, button")) part.disabled = true;
    say("New pictures are switched off just now. Please come back later.");
  }
  hear("deleted", forget);
  watch((news) => heardOfAny(news).catch((error) => complain(error.message)));
  whenSession(() => {
    clear();
    attempt(showAll);
  });
  await showAll();
}
