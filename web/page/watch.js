// Tells of each change of any generation of this viewer's, from whichever tab it was asked for.
import { socket } from "./follow.js";
import { WATCH } from "./operations.js";
import { whenSession } from "./session.js";

const LATER_MS = 5000;
const listeners = new Set();
let stop = null;

function tell(generation) {
  for (const changed of listeners) changed(generation);
}

function later() {
  stop = null;
  setTimeout(() => stop ?? listen(), LATER_MS);
}

function listen() {
  stop?.();
  const variables = { after: null };
  stop = socket.subscribe(WATCH, variables, {
    next: ({ generations: { cursor, generation } }) => {
      variables.after = cursor; // sent along when the socket is opened anew
      tell(generation);
    },
    error: (errors) => {
      stop = null;
      // More has happened than is kept: everything may have changed.
      if (errors[0]?.extensions?.code === "CURSOR_EXPIRED") {
        listen();
        tell(null);
      } else later();
    },
    done: later,
  });
}

/**
 * Calls `changed({ id, status, kind, original })` at each change, and `changed(null)` when some may
 * have been missed. A lost socket goes on from the last change that was told.
 */
export function watch(changed) {
  listeners.add(changed);
  if (!stop) listen();
}

/** Listens, and resolves when changes are heard of, or soon after, where they cannot be. */
export async function watching(ms = 1500) {
  if (!stop) listen();
  const until = Date.now() + ms;
  while (!socket.ready && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
}

// A cursor is of one account.
whenSession(() => stop && listen());
