// Who is signed in: a token and whom it speaks for, kept in this browser and the same in all its tabs.

import { storage } from "./storage.js";

const KEY = "visage.session";
const OVER = "Your session is over. Please sign in again.";
const listeners = new Set();

function read() {
  try {
    const kept = JSON.parse(storage.getItem(KEY));
    return kept?.token && kept.person ? kept : null; // the server says when it is over
  } catch {
    return null; // somebody else wrote there
  }
}

let known = read()?.person.id ?? null;

/** `{ token, expiresAt, beganAt, person }` of who is signed in, or null. */
export const session = read;

/** Whether somebody is signed in here. */
export const signedIn = () => read() !== null;

/** `{ id, email }` of who is signed in, or null. */
export const person = () => read()?.person ?? null;

/**
 * Calls `changed({ person, why })` whenever another person, or nobody, is signed in, in whichever tab
 * that happened; `why` is a sentence for people, or null.
 */
export function whenSession(changed) {
  listeners.add(changed);
}

function look(why) {
  const now = person();
  if ((now?.id ?? null) === known) return; // the same one, with a fresh token
  known = now?.id ?? null;
  for (const changed of listeners) changed({ person: now, why });
}

/** Keeps what `verifyCode` or `refreshSession` answered. */
export function begin({ token, expiresAt, viewer: { id, email } }) {
  const beganAt = new Date().toISOString();
  storage.setItem(KEY, JSON.stringify({ token, expiresAt, beganAt, person: { id, email } }));
  look(`You are signed in as ${email}.`);
}

/** Forgets who was signed in; `why` is said in all tabs. */
export function end(why) {
  storage.setItem(KEY, JSON.stringify({ over: why })); // other tabs hear of this, too
  storage.removeItem(KEY);
  look(why);
}

/** The server takes this token no more: it is dropped, unless there is another one by now. */
export function refused(token, why = OVER) {
  if (token && session()?.token === token) end(why);
}

addEventListener("storage", ({ key, newValue }) => {
  if (key !== KEY && key !== null) return; // null: all was cleared
  const email = person()?.email;
  look(email ? `You are signed in as ${email}.` : (reason(newValue) ?? OVER));
});

function reason(kept) {
  try {
    return JSON.parse(kept)?.over;
  } catch {
    return null; // somebody else wrote there
  }
}
