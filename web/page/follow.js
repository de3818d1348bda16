// Tells of each change of a generation until it has ended, over the socket or, failing that, by waiting.
import { ask } from "./api.js";
import { FOLLOW, WAIT } from "./operations.js";
import { Socket } from "./socket.js";

export const ENDED = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);
export const socket = new Socket();

export const hasEnded = (generation) => ENDED.has(generation.status);

/** Calls `changed(generation)` with rising revisions; `failed(error)` when the server says no. */
export function follow(id, changed, failed) {
  let revision = 0;
  const hear = (generation) => {
    if (generation.revision <= revision) return;
    revision = generation.revision;
    changed(generation);
  };
  socket.subscribe(FOLLOW, { id }, {
    next: (data) => hear(data.generation),
    error: () => wait(id, hear).catch(failed),
    done: () => {},
  });
}

// For networks that let no WebSocket through: the answer comes at the end, or after ten seconds.
async function wait(id, hear) {
  for (;;) {
    const { generation } = await ask(WAIT, { id });
    if (!generation) throw new Error("This drawing is not there any more.");
    hear(generation);
    if (hasEnded(generation)) return;
  }
}
