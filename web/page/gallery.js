// The faces that were kept, the photos handed in, the pictures made from words and headshots.
import { ask } from "./api.js";
import {
  attempt, button, confirmed, downloadLink, element, iconButton, local, notice, picture,
} from "./elements.js";
import { DELETE, DOWNLOAD_PICTURE, FACES, ORIGINALS, PICTURES } from "./operations.js";
import { announce, hear } from "./tabs.js";

const find = (selector) => document.querySelector(selector);

async function remove(id, question) {
  if (!(await confirmed(question, "Delete"))) return;
  await attempt(async () => {
    await ask(DELETE, { id });
    announce("deleted", id);
    notice("Deleted.");
  });
}

function bin(id, label, question) {
  return iconButton("trash", label, () => remove(id, question), { class: "danger" });
}

function faceCard(face) {
  return element(
    "li", { class: "card", "data-id": face.id },
    element("div", { class: "checker" }, picture(face, "A face you kept")),
    element(
      "div", { class: "row" },
      downloadLink(local(face.full), `${face.id}.png`, "Download this face"),
      bin(face.id, "Delete this face", "Delete this face for good?"),
    ),
  );
}

function photoCard(original, { opened }) {
  const question = "Delete this photo and its cartoons for good? Faces you kept stay.";
  return element(
    "li", { class: "card", "data-id": original.id },
    button(picture(original, ""), () => opened(original.id), { class: "bare", "aria-label": "Open this photo" }),
    element("div", { class: "row" }, bin(original.id, "Delete this photo", question)),
  );
}

async function download(id) {
  const { downloadPicture } = await ask(DOWNLOAD_PICTURE, { id });
  element("a", { href: local(downloadPicture.url), download: true }).click();
}

/** What can be done with a picture made from words, or a headshot: whoever shows it hears "deleted". */
export function pictureActions(image) {
  return element(
    "div", { class: "row" },
    iconButton("download", "Download this picture", () => attempt(() => download(image.id))),
    bin(image.id, "Delete this picture", "Delete this picture for good?"),
  );
}

function pictureCard(image) {
  const words = image.prompt ?? "A headshot";
  return element(
    "li", { class: "card", "data-id": image.id },
    element("a", { href: local(image.full), target: "_blank", rel: "noopener", title: words },
      picture(image, words)),
    pictureActions(image),
  );
}

// ---- lists

// Cards that are there already stay as they are: drawn again they would flicker.
function arrange(list, nodes, card) {
  const hanging = new Map([...list.children].map((li) => [li.dataset.id, li]));
  list.replaceChildren(...nodes.map((node) => hanging.get(node.id) ?? card(node)));
}

// One page of a list; `more` continues after it.
async function fill(section, query, field, card, after = null) {
  const { edges, pageInfo } = (await ask(query, { after }))[field];
  const list = section.querySelector("ul");
  const more = section.querySelector(".more");
  const nodes = edges.map(({ node }) => node);
  if (after) list.append(...nodes.map(card));
  else arrange(list, nodes, card);
  section.hidden = list.children.length === 0;
  more.hidden = !pageInfo.hasNextPage;
  more.onclick = () => attempt(() => fill(section, query, field, card, pageInfo.endCursor));
}

export function showFaces() {
  return fill(find("#faces"), FACES, "downloadedFaces", faceCard);
}

export function showPictures() {
  return fill(find("#pictures"), PICTURES, "pictures", pictureCard);
}

/** `opened(id)` when a photo is chosen. */
export function showPhotos(handlers) {
  return fill(find("#photos"), ORIGINALS, "originals", (original) => photoCard(original, handlers));
}

// A keyboard goes on where its button was: at the next card, or else at the heading.
function focusInstead(neighbour, section) {
  const place = neighbour?.querySelector(".danger") ?? section.closest("[data-part]").querySelector("h2");
  place?.focus();
}

/** Takes away what is deleted, in whichever tab, from the lists of the page. */
export function openGallery() {
  let pressed = null;
  document.addEventListener("click", ({ target }) => { pressed = target.closest("li") ?? pressed; });
  hear("deleted", (id) => {
    for (const card of document.querySelectorAll(`.gallery [data-id="${id}"]`)) {
      const section = card.closest(".gallery");
      const neighbour = card.nextElementSibling ?? card.previousElementSibling;
      card.remove();
      section.hidden = !neighbour;
      if (pressed === card) focusInstead(neighbour, section);
    }
  });
}
