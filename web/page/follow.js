// Tells of each change of a generation until it has ended, over the socket or, failing that, by waiting.
import { ask, unheard } from "./api.js";
import { FOLLOW, GENERATION_BY_ID, WAIT } from "./operations.js";
import { whenSession } from "./session.js";
import { Socket } from "./socket.js";

// Networks that let no WebSocket through are told from slow ones by this.
const PATIENCE_MS = 6000;
// What was not heard of for so long is looked at, whatever the socket seems to be.
const SILENCE_MS = 15_000;
// A browser asks a server for six things at once: waiting leaves some of them to others.
const MOST_WAITING = 3;
const LOOK_EVERY_MS = 2000;

export const ENDED = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);
export const socket = new Socket();

// What somebody else asked for is not to be seen any more, and that is no trouble.
let people = 0;
whenSession(() => { people += 1; });

export const hasEnded = (generation) => ENDED.has(generation.status);

/** One generation as it is now, or null. */
export const generationOf = async (id, query = GENERATION_BY_ID) => (await ask(query, { id })).generation;

/** Calls `changed(generation)` with rising revisions; `failed(error)` when the server says no. */
export function follow(id, changed, failed) {
  const state = { revision: 0, heard: Date.now(), over: false, alone: false, of: people };
  const hear = (generation) => {
    if (!generation) throw new Error("This drawing is not there any more.");
    state.heard = Date.now();
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
    error: () => {
      state.alone = true;
      wait(id, hear, state, () => true).catch(give);
    },
    done: () => {},
  });
  lookNowAndThen(id, hear, state).catch(give);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Where the socket is lost or silent, answers are asked for.
async function lookNowAndThen(id, hear, state) {
  while (!state.over) {
    await sleep(PATIENCE_MS);
    await wait(id, hear, state, () => !socket.ready && !state.alone);
    if (!state.over && Date.now() - state.heard > SILENCE_MS) {
      await generationOf(id).then(hear).catch(unheard);
    }
  }
}

let waiting = 0;

// The answer comes at the end, or after ten seconds; at once where too many wait for theirs.
async function wait(id, hear, state, needed) {
  while (!state.over && needed()) {
    if (waiting < MOST_WAITING) {
      waiting += 1;
      hear(await generationOf(id, WAIT).finally(() => { waiting -= 1; }));
    } else {
      hear(await generationOf(id));
      await sleep(LOOK_EVERY_MS);
    }
  }
}
