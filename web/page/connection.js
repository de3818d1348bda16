// The line that says, quietly, that the connection is lost, and that it is back.
import { socket } from "./follow.js";
import { reached, whenReached } from "./reach.js";

const find = (selector) => document.querySelector(selector);
// Shorter gaps, as when a server is started anew, are nobody's concern.
const PATIENCE_MS = 1200;
const BACK_MS = 3000;
const LOOK_EVERY_MS = 2000;

let timer = null;

function say(words, state) {
  const line = find("#connection");
  line.dataset.state = state;
  if (line.textContent !== words) line.textContent = words;
}

// A socket may be lost, or never be let through, while all else works: asked about by HTTP.
async function look() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  reached(Boolean(answer) && answer.status < 500);
}

function turned(yes) {
  clearTimeout(timer);
  const shown = find("#connection").dataset.state === "lost";
  if (!yes) timer = setTimeout(() => say("Connection lost. Trying again…", "lost"), PATIENCE_MS);
  else if (shown) {
    say("Connected again.", "back");
    timer = setTimeout(() => say("", ""), BACK_MS);
  }
}

/** Watches over the connection from now on. */
export function openConnection() {
  whenReached(turned);
  addEventListener("offline", () => reached(false));
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.hidden || socket.ready || look());
  setInterval(() => socket.ready || document.hidden || look(), LOOK_EVERY_MS);
}
