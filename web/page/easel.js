// The easel: the photo, cartoon, drawing in progress or face that is looked at, and the strip below it.
import { comparison } from "./compare.js";
import { button, element, icon, local, picture } from "./elements.js";
import { hasEnded } from "./follow.js";
import { showProgress, stageWords } from "./progress.js";
import { styleName } from "./styles.js";

const find = (selector) => document.querySelector(selector);

const running = (item) => Boolean(item.generation) && !hasEnded(item.generation);

/** "Ink 2" for the second one in ink; what is being drawn has its style's name, where that is known. */
export function nameOf(item, items) {
  if (item.face) return "Face";
  const style = item.cartoon?.style ?? item.style;
  if (!style) return item.generation ? "Drawing" : "Photo";
  const alike = items.filter((one) => (one.cartoon?.style ?? one.style) === style);
  return styleName(style) + (alike.length > 1 ? ` ${alike.indexOf(item) + 1}` : "");
}

// What is on the canvas for it.
const subject = (item) => item.face?.id ?? item.cartoon?.id ?? item.photo.small;

function large(item) {
  if (item.face) return element("div", { class: "checker" }, picture(item.face, "Your face, cut out", "full"));
  if (item.cartoon) {
    return picture(item.cartoon, `Your photo in the style ${styleName(item.cartoon.style)}`, "full");
  }
  return picture(item.photo, "Your photo", item.photo.local ? "small" : "full");
}

function seen(item, items) {
  const image = item.cartoon ?? item.photo;
  return { image, name: nameOf(item, items), link: image.local ? "small" : "full" };
}

// ---- what happens

function showWork(item) {
  const { sending, generation } = item;
  const busy = sending !== undefined || running(item);
  find("#canvas").classList.toggle("busy", busy);
  find("#canvas").setAttribute("aria-busy", String(busy));
  find("#actions").hidden = busy;
  if (sending !== undefined) showProgress("#progress", "Sending the photo", sending, false);
  else showProgress("#progress", busy ? stageWords(generation) : null, generation?.progress);
}

// ---- what can be done

function act(name, words, onclick, properties = {}) {
  const one = button("", onclick, properties);
  one.append(icon(name), words);
  return one;
}

function actions(item, comparing, handlers) {
  if (item.face) {
    const name = `${item.face.id}.png`;
    return [
      element("a", { class: "button primary", href: local(item.face.full), download: name }, icon("download"), "Download the face"),
    ];
  }
  if (!item.cartoon) return [];
  return [
    act("keep", "Keep this one", () => handlers.keep(item.cartoon), { class: "primary", id: "keep" }),
    act("compare", "Compare", handlers.compare, { id: "compare", "aria-pressed": String(Boolean(comparing)) }),
    act("again", "Draw again", () => handlers.again(item.cartoon.style), { id: "again" }),
    element("a", {
      class: "button", href: local(item.cartoon.full), target: "_blank", rel: "noopener",
      "aria-label": "Open large, in a new tab",
    }, icon("large"), "Open"),
  ];
}

// With what the one that is looked at is compared.
function showVersus(item, items, comparing, handlers) {
  const others = comparing ? items.filter((one) => one !== item && !one.face && !running(one)) : [];
  const chip = (one) => button(nameOf(one, items), () => handlers.beside(one.key), {
    class: "chip", "aria-pressed": String(one.key === comparing), "data-key": one.key,
  });
  const place = find("#versus");
  place.hidden = others.length === 0;
  rebuild(place, [comparing, ...others.map((one) => nameOf(one, items))], () => [
    element("span", { class: "hint" }, "Beside"), ...others.map(chip),
  ]);
}

function tile(item, items, chosen, handlers) {
  const name = nameOf(item, items);
  const label = running(item) ? `${name}, being drawn` : name;
  return element(
    "li", {},
    button(picture(item.face ?? item.cartoon ?? item.photo, ""), () => handlers.choose(item.key), {
      class: `tile${running(item) ? " running" : ""}${item.face ? " checker" : ""}`,
      "aria-pressed": String(chosen), "aria-label": label, "data-key": item.key,
    }),
    element("span", { class: "caption", "aria-hidden": "true" }, name),
  );
}

// What is built anew would lose the focus of a keyboard.
function keepingFocus(place, build) {
  const { id, dataset } = place.contains(document.activeElement) ? document.activeElement : {};
  build();
  if (id) place.querySelector(`#${id}`)?.focus();
  else if (dataset?.key) place.querySelector(`[data-key="${dataset.key}"]`)?.focus();
}

// What has not changed stays: a picture drawn anew would flicker, a button lose the focus.
function rebuild(place, made, build) {
  const as = made.join();
  if (place.dataset.made === as) return;
  place.dataset.made = as;
  keepingFocus(place, () => place.replaceChildren(...build()));
}

function hang(item, items, comparing) {
  const other = items.find(({ key }) => key === comparing);
  if (other && item.cartoon) return comparison(seen(other, items), seen(item, items));
  return large(item);
}

function showStrip(item, items, handlers) {
  const strip = find("#strip");
  const made = items.map((one) => [one.key, subject(one), running(one), nameOf(one, items), one === item]);
  rebuild(strip, made, () => items.map((one) => tile(one, items, one === item, handlers)));
  const pressed = strip.querySelector("[aria-pressed=true]");
  if (pressed) strip.scrollLeft = pressed.offsetLeft - strip.clientWidth / 2;
}

/**
 * Shows `items` with the one whose key is `chosen` large, beside the one whose key is `comparing`; a
 * drawing in progress keeps its picture.
 */
export function showEasel({ items, chosen, comparing }, handlers) {
  const item = items.find(({ key }) => key === chosen) ?? items.at(-1);
  find("#empty").hidden = items.length > 0;
  find("#work").hidden = items.length === 0;
  if (!item) return;
  const shown = [subject(item), comparing];
  rebuild(find("#canvas"), shown, () => [hang(item, items, comparing)]);
  rebuild(find("#actions"), [item.key, ...shown], () => actions(item, comparing, handlers));
  showVersus(item, items, comparing, handlers);
  showStrip(item, items, handlers);
  showWork(item);
}
