// The faces that were kept, the photos handed in earlier, the pictures made from words and headshots.
import { ask } from "./api.js";
import { attempt, button, confirmed, element, local, picture } from "./elements.js";
import { DELETE, DOWNLOAD_PICTURE, FACES, ORIGINALS, PICTURES } from "./operations.js";

async function remove(id, question, changed) {
  if (!(await confirmed(question, "Delete"))) return;
  await attempt(async () => {
    await ask(DELETE, { id });
    await changed(id);
  });
}

function faceCard(face, changed) {
  return element(
    "li", { class: "card", "data-id": face.id },
    element("div", { class: "checker" }, picture(face, "A face you kept")),
    element(
      "div", { class: "row" },
      element("a", { class: "button quiet", href: local(face.full), download: `${face.id}.png` }, "Download"),
      button("Delete", () => remove(face.id, "Delete this face for good?", changed),
        { class: "quiet danger" }),
    ),
  );
}

function photoCard(original, { opened, changed }) {
  const question = "Delete this photo and its cartoons for good? Faces you kept stay.";
  return element(
    "li", { class: "card", "data-id": original.id },
    button(picture(original, "A photo of yours"), () => opened(original.id),
      { class: "bare", "aria-label": "Open this photo" }),
    element("div", { class: "row" },
      button("Delete", () => remove(original.id, question, changed), { class: "quiet danger" })),
  );
}

async function download(id) {
  const { downloadPicture } = await ask(DOWNLOAD_PICTURE, { id });
  element("a", { href: local(downloadPicture.url), download: true }).click();
}

/** What can be done with a picture made from words; `changed(id)` after it was deleted. */
export function pictureActions(image, changed) {
  return element(
    "div", { class: "row" },
    button("Download", () => attempt(() => download(image.id)), { class: "quiet" }),
    button("Delete", () => remove(image.id, "Delete this picture for good?", changed),
      { class: "quiet danger" }),
  );
}

function pictureCard(image, changed) {
  const words = image.prompt ?? "A headshot";
  return element(
    "li", { class: "card", "data-id": image.id },
    element("a", { href: local(image.full), target: "_blank", rel: "noopener", title: words },
      picture(image, words)),
    pictureActions(image, changed),
  );
}

// One page of a list; `more` continues after it.
async function fill(section, query, field, card, after = null) {
  const { edges, pageInfo } = (await ask(query, { after }))[field];
  const list = section.querySelector("ul");
  const more = section.querySelector(".more");
  const cards = edges.map(({ node }) => card(node));
  if (after) list.append(...cards);
  else list.replaceChildren(...cards);
  section.hidden = list.children.length === 0;
  more.hidden = !pageInfo.hasNextPage;
  more.onclick = () => attempt(() => fill(section, query, field, card, pageInfo.endCursor));
}

export function showFaces() {
  return fill(document.querySelector("#faces"), FACES, "downloadedFaces",
    (face) => faceCard(face, showFaces));
}

/** `changed(id)` after one was deleted. */
export function showPictures(changed) {
  return fill(document.querySelector("#pictures"), PICTURES, "pictures",
    (image) => pictureCard(image, changed));
}

/** `opened(id)` when a photo is chosen, `changed(id)` after one was deleted. */
export function showPhotos(handlers) {
  return fill(document.querySelector("#photos"), ORIGINALS, "originals",
    (original) => photoCard(original, handlers));
}
