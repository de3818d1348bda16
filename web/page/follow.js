// Tells of each change of a generation until it has ended, over the socket or, failing that, by waiting.
import { ask } from "./api.js";
import { FOLLOW, WAIT } from "./operations.js";
import { whenSession } from "./session.js";
import { Socket } from "./socket.js";

// Networks that let no WebSocket through are told from slow ones by this.
const PATIENCE_MS = 6000;

export const ENDED = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);
export const socket = new Socket();

// What somebody else asked for is not to be seen any more, and that is no trouble.
let people = 0;
whenSession(() => { people += 1; });

export const hasEnded = (generation) => ENDED.has(generation.status);

/** Calls `changed(generation)` with rising revisions; `failed(error)` when the server says no. */
export function follow(id, changed, failed) {
  const state = { revision: 0, over: false, of: people };
  const hear = (generation) => {
    if (state.over || generation.revision <= state.revision) return;
    state.revision = generation.revision;
    state.over = hasEnded(generation);
    if (state.over) stop();
    changed(generation);
  };
  const give = (error) => {
    if (!state.over && state.of === people) failed(error);
    state.over = true;
  };
  const stop = socket.subscribe(FOLLOW, { id }, {
    next: (data) => hear(data.generation),
    error: () => wait(id, hear, state, () => true).catch(give),
    done: () => {},
  });
  setTimeout(() => wait(id, hear, state, () => !socket.ready).catch(give), PATIENCE_MS);
}

// The answer comes at the end, or after ten seconds.
async function wait(id, hear, state, needed) {
  while (!state.over && needed()) {
    const { generation } = await ask(WAIT, { id });
    if (!generation) throw new Error("This drawing is not there any more.");
    hear(generation);
  }
}
