// How a photo comes: chosen, taken with the camera, dropped or pasted.

const find = (selector) => document.querySelector(selector);

function imageIn(transfer) {
  return [...(transfer?.files ?? [])].find(({ type }) => type.startsWith("image/")) ?? transfer?.files?.[0];
}

const writing = (target) => target.closest?.("input, textarea, [contenteditable]");

// Words, or a link, that are dragged over a field are written there.
const isWriting = ({ target, dataTransfer }) => writing(target) && !dataTransfer?.types.includes("Files");

/** Calls `take(file)` with what is chosen by a field for files, which each of `openers` opens. */
export function offer(input, openers, take) {
  for (const opener of openers) opener.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    take(input.files[0]);
    input.value = ""; // the same photo may be chosen again
  });
}

/**
 * Calls `take(file)` with each photo that is dropped anywhere while `open()` is true; `place` shows that it may
 * be. At other times it must not replace the page.
 */
export function listenForDrops(place, open, take) {
  addEventListener("dragover", (event) => {
    if (isWriting(event)) return;
    event.preventDefault();
    place.classList.toggle("over", open());
  });
  addEventListener("dragleave", (event) => event.relatedTarget ?? place.classList.remove("over"));
  addEventListener("drop", (event) => {
    if (isWriting(event)) return;
    event.preventDefault();
    place.classList.remove("over");
    if (open()) take(imageIn(event.dataTransfer));
  });
}

/** Calls `take(file)` with each photo that comes while the part is open. */
export function listenForPhotos(take) {
  const part = find("#from-photo");
  offer(find("#photo"), part.querySelectorAll(".choose"), take);
  offer(find("#camera"), part.querySelectorAll(".snap"), take);
  find("#empty").addEventListener("click", ({ target }) => target.closest("button") ?? find("#photo").click());
  listenForDrops(find("#easel"), () => !part.hidden, take);
  addEventListener("paste", (event) => {
    const file = imageIn(event.clipboardData);
    if (!file || part.hidden || writing(event.target)) return;
    event.preventDefault();
    take(file);
  });
}
