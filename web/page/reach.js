// Whether the server can be reached: those that speak to it tell, those that care are told.

const listeners = new Set();
let answered = true;

/** Whether it answered the last time that anybody asked. */
export const reachable = () => answered;

/** Notes that it has answered, or has not. */
export function reached(yes) {
  if (yes === answered) return;
  answered = yes;
  for (const changed of listeners) changed(yes);
}

/** Calls `changed(reachable)` at every turn. */
export function whenReached(changed) {
  listeners.add(changed);
}

/** Resolves after `ms`, or as soon as there is reason to believe that trying again is worth it. */
export function pause(ms) {
  return new Promise((resolve) => {
    const done = new AbortController();
    const over = () => {
      clearTimeout(timer);
      done.abort();
      listeners.delete(turned);
      resolve();
    };
    const turned = (yes) => yes && over();
    const timer = setTimeout(over, ms); // a browser lets it take longer in a tab that is not seen
    const { signal } = done;
    addEventListener("online", over, { signal });
    document.addEventListener("visibilitychange", () => document.hidden || over(), { signal });
    listeners.add(turned);
  });
}
