// The easel: the photo, cartoon, drawing in progress or face that is looked at, and the strip below it.
import { button, element, local, picture } from "./elements.js";
import { hasEnded } from "./follow.js";
import { styleName } from "./styles.js";

const find = (selector) => document.querySelector(selector);

function large(item) {
  if (item.face) return element("div", { class: "checker" }, picture(item.face, "Your face, cut out", "full"));
  if (item.cartoon) {
    return picture(item.cartoon, `Your photo in the style ${styleName(item.cartoon.style)}`, "full");
  }
  return picture(item.photo, "Your photo", item.photo.local ? "small" : "full");
}

// Words for the stage: the server's own, with a capital.
function stageWords({ status, stage }) {
  if (status === "QUEUED") return "Waiting for a free hand";
  return stage.charAt(0).toUpperCase() + stage.slice(1);
}

function showProgress(generation) {
  const panel = find("#progress");
  panel.hidden = !generation;
  if (!generation) return;
  const words = stageWords(generation);
  // Written only when it changes: a live region is read out at every change.
  if (find("#stage").textContent !== words) find("#stage").textContent = words;
  find("#bar").value = generation.progress;
  find("#cancel").hidden = !generation.id;
}

function actions(item, handlers) {
  if (item.face) {
    return [
      element("a", { class: "button primary", href: local(item.face.full), download: `${item.face.id}.png` },
        "Download the face"),
      button("Draw it again", handlers.again),
    ];
  }
  if (!item.cartoon) return [];
  return [
    button("Keep this one", () => handlers.keep(item.cartoon), { class: "primary", id: "keep" }),
    element("a", { class: "button", href: local(item.cartoon.full), target: "_blank", rel: "noopener" },
      "Open large"),
  ];
}

function tile(item, chosen, handlers) {
  const running = item.generation && !hasEnded(item.generation);
  const name = item.cartoon ? styleName(item.cartoon.style) : running ? "Drawing…" : "Photo";
  return element(
    "li", {},
    button(picture(item.cartoon ?? item.photo, ""), () => handlers.choose(item.key), {
      class: running ? "tile running" : "tile", "aria-pressed": String(chosen), "aria-label": name,
    }),
    element("span", { class: "caption", "aria-hidden": "true" }, name),
  );
}

/** Shows `items` with the one whose key is `chosen` large; a drawing in progress keeps its picture. */
export function showEasel(items, chosen, handlers) {
  const item = items.find(({ key }) => key === chosen) ?? items.at(-1);
  find("#empty").hidden = items.length > 0;
  find("#work").hidden = items.length === 0;
  if (!item) return;
  const canvas = find("#canvas");
  const shown = `${item.key} ${Boolean(item.cartoon)} ${Boolean(item.face)}`;
  if (canvas.dataset.shown !== shown) {
    canvas.dataset.shown = shown;
    canvas.replaceChildren(large(item));
    find("#actions").replaceChildren(...actions(item, handlers));
    const strip = items.filter((one) => !one.face);
    find("#strip").replaceChildren(
      ...strip.map((one) => tile(one, one.key === item.key, handlers)));
    const pressed = find("#strip [aria-pressed=true]");
    if (pressed) find("#strip").scrollLeft = pressed.offsetLeft - find("#strip").clientWidth / 2;
  }
  const running = item.generation && !hasEnded(item.generation) ? item.generation : null;
  canvas.classList.toggle("busy", Boolean(running));
  find("#actions").hidden = Boolean(running);
  showProgress(running);
}
