// The markup of parts that not everybody opens: fetched when somebody does.
import { ApiError } from "./api.js";

/** `step`, to be called as often as one likes: it is taken once, and again only after it has failed. */
export function once(step) {
  let taken = null;
  return () => (taken ??= step().catch((error) => {
    taken = null;
    throw error;
  }));
}

/** Appends `name`.html to `place`. Throws ApiError. */
export async function insertFragment(place, name) {
  const response = await fetch(`/static/page/${name}.html`).catch(() => null);
  if (!response?.ok) {
    throw new ApiError("This part of the page could not be fetched. Check the connection and try again.", "OFFLINE");
  }
  place.append(document.createRange().createContextualFragment(await response.text()));
}
