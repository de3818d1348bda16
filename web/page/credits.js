// What drawing costs, what is left and what it was spent on; nothing of it where all is free.
import { ask, unheard } from "./api.js";
import { attempt, element } from "./elements.js";
import { ENDED } from "./follow.js";
import * as operations from "./operations.js";
import { whenSession } from "./session.js";
import { watch } from "./watch.js";

const find = (selector) => document.querySelector(selector);
const state = { prices: new Map(), credits: null, changed: null, refreshing: false, again: false };

const many = (count, name) => `${count} ${name}${count === 1 ? "" : "s"}`;
/** What one picture of a kind costs; 0: free. */
export const priceOf = (kind) => state.prices.get(kind) ?? 0;

function balance() {
  const { remaining, held } = state.credits;
  return `${remaining} left` + (held ? `, ${held} held for what is being drawn` : "");
}

/** Says in `line` what wishes, each of [kind, count, name], may cost and what is left; nothing of what is free. */
export function tellPrice(line, ...wishes) {
  const priced = wishes.filter(([kind]) => priceOf(kind));
  line.hidden = priced.length === 0 || !state.credits;
  if (line.hidden) return;
  const prices = priced.map(([kind, count, name]) =>
    `${many(count, name)}: ${many(priceOf(kind) * count, "credit")}.`);
  const words = `${prices.join(" ")} You have ${balance()}.`;
  if (line.textContent !== words) line.textContent = words;
}

/** The server's words for a wish that is too much, with what can be paid instead. */
export function tellShort(error, kind) {
  const enough = Math.floor((error.details?.remaining ?? 0) / (priceOf(kind) || 1));
  return enough ? `${error.message} You can ask for ${enough} now.` : error.message;
}

// ---- what they were spent on

const MADE = { PICTURES: "picture", CARTOON: "cartoon", FACE: "face", HEADSHOT: "headshot", AVATAR: "avatar" };

function made({ kind, pictures, asked }) {
  const name = MADE[kind] ?? "picture";
  return `${pictures < asked ? `${pictures} of ${many(asked, name)}` : many(pictures, name)} drawn`;
}

function granted({ reason, tier }, count) {
  if (reason === "start") return "To begin with";
  if (reason === "signed in") return count < 0 ? "Taken along on signing in" : "Brought along on signing in";
  return tier ? `Credits added, and the tier ${tier.toLowerCase()}` : "Credits added";
}

function sentence({ action, metadata, credits: count, ofDevice }) {
  const told = {
    IMAGE_GENERATION: () => (metadata.cached ? made(metadata).replace("drawn", "handed out again") : made(metadata)),
    IMAGE_DOWNLOAD: () => "A picture downloaded",
    CREDIT_GRANT: () => granted(metadata, count),
    CREDIT_REFUND: () => "Given back",
  }[action]?.() ?? action;
  return ofDevice ? `${told}, on a device before you signed in` : told;
}

function entry(node) {
  const { credits: count, createdAt, generation } = node;
  const sign = count > 0 ? "+" : count < 0 ? "−" : "";
  return element(
    "li", { class: node.ofDevice ? "soft" : null },
    element("span", {}, sentence(node), generation?.prompt ? ` · “${generation.prompt}”` : ""),
    element("time", { class: "hint", datetime: createdAt },
      new Date(createdAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })),
    element("b", {}, count ? `${sign}${Math.abs(count)}` : "free"),
  );
}

// The newest at the top; the rest when it is asked for.
async function showEntries(after = null) {
  const { edges, pageInfo } = (await ask(operations.USAGE, { after })).viewer.usage;
  const section = find("#usage");
  const list = section.querySelector("ul");
  const entries = edges.map(({ node }) => entry(node));
  if (after) list.append(...entries);
  else list.replaceChildren(...entries);
  const more = section.querySelector(".more");
  more.hidden = !pageInfo.hasNextPage;
  more.onclick = () => attempt(() => showEntries(pageInfo.endCursor));
}

// ---- keeping it right

async function reread() {
  state.credits = (await ask(operations.CREDITS)).viewer.credits;
  const { total, used, held, remaining } = state.credits;
  find("#balance").replaceChildren(
    element("strong", {}, String(remaining)), remaining === 1 ? " credit left" : " credits left",
    element("span", { class: "hint" }, `${total} given − ${used} used − ${held} held`),
  );
  state.changed();
  await showEntries();
}

/** Reads again what is left. Many calls at once read it once more, after the one under way. */
export async function refreshCredits() {
  if (![...state.prices.values()].some(Boolean)) return;
  state.again = true;
  while (state.again && !state.refreshing) {
    state.again = false;
    // What cannot be read now is so at the next change; the wish itself says what is wrong.
    state.refreshing = true;
    await reread().catch(unheard).finally(() => { state.refreshing = false; });
  }
}

// Held at the first news of a generation, taken or given back at its last: from whichever tab.
function listen() {
  const open = new Set();
  watch((news) => {
    const ended = !news || ENDED.has(news.status);
    if (ended || !open.has(news.id)) refreshCredits();
    if (ended) open.delete(news?.id);
    else open.add(news.id);
  });
  // What others gave meanwhile shows as soon as somebody looks.
  document.addEventListener("visibilitychange", () => document.hidden || refreshCredits());
  whenSession(refreshCredits);
}

/** Shows prices and what is left wherever something costs; `changed()` after each change. */
export async function openCredits(catalog, changed) {
  state.prices = new Map(catalog.prices.map(({ kind, credits: price }) => [kind, price]));
  if (![...state.prices.values()].some(Boolean)) return;
  state.changed = changed;
  find("#usage").hidden = false;
  listen();
  await refreshCredits();
}
