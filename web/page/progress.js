// How far something is that is being drawn: a line of words, a bar, and a button that cancels it.

/** What an open generation is at, in words. */
export function stageWords({ status, stage }) {
  if (status === "QUEUED" || !stage) return "Waiting for a free hand";
  return stage.charAt(0).toUpperCase() + stage.slice(1);
}

/**
 * Shows in the element `where` a step under way: `words`, `share`, 0 to 1, and whether it can be
 * cancelled; nothing for null.
 */
export function showProgress(where, words, share = 0, stoppable = true) {
  const place = document.querySelector(where);
  place.hidden = words === null;
  const line = place.querySelector("[role=status]");
  // Written only when it changes: a live region is read out at every change.
  if (line.textContent !== (words ?? "")) line.textContent = words ?? "";
  place.querySelector("progress").value = share;
  place.querySelector("button").hidden = !stoppable;
}
