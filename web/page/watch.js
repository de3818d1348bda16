// Tells of each change of any generation of this browser's, from whichever tab it was asked for.
import { WATCH } from "./operations.js";
import { socket } from "./follow.js";

/** Calls `changed({ id, status })`. A lost socket goes on from the last change that was told. */
export function watch(changed) {
  const variables = { after: null };
  socket.subscribe(WATCH, variables, {
    next: ({ generations: { cursor, generation } }) => {
      variables.after = cursor; // sent along when the socket is opened anew
      changed(generation);
    },
    error: (errors) => {
      if (errors[0]?.extensions?.code === "CURSOR_EXPIRED") watch(changed);
    },
    done: () => {},
  });
}
