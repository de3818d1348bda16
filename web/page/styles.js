// The styles to choose from, with names for people and a sample of each.
import { element } from "./elements.js";

const NAMES = {
  COMIC: "Comic", ANIME: "Anime", FLAT: "Flat", PAINT: "Painted", POP: "Pop art", INK: "Ink",
  REALISTIC: "Realistic", ARTISTIC: "Artistic", MINIMAL: "Minimal", VIBRANT: "Vibrant",
  CORPORATE: "Corporate", CREATIVE: "Creative", CASUAL: "Casual", STUDIO: "Studio",
};

/** "POP" → "Pop art"; a style this page does not know keeps its own name. */
export function styleName(style) {
  return NAMES[style] ?? style.charAt(0) + style.slice(1).toLowerCase();
}

/** What a style looks like; null for one that came after this page was written: its tile shows the name alone. */
export function sample(style) {
  if (!NAMES[style]) return null;
  const source = `/static/page/samples/${style.toLowerCase()}.webp`;
  return element("img", { class: "sample", src: source, alt: "", width: 192, height: 192, draggable: "false" });
}

/** Fills the form's styles with one radio button each. */
export function offerStyles(form, styles) {
  const choices = styles.map((style, at) => element(
    "label", { class: NAMES[style] ? "style pictured" : "style" },
    element("input", { type: "radio", name: "style", value: style, checked: at === 0 }),
    sample(style),
    element("span", { class: "name" }, styleName(style)),
  ));
  form.querySelector(".styles").replaceChildren(...choices);
}

/** The style chosen in a form, or null while there are none. */
export function chosenStyle(form) {
  return form.querySelector("input[name=style]:checked")?.value ?? null;
}

/** Fills `place` with a button for each style; `chosen(style)` when it is pressed. */
export function styleButtons(place, styles, chosen) {
  place.replaceChildren(...styles.map((style) => element(
    "button",
    { type: "button", class: "style pictured", "data-style": style, "aria-pressed": "false", onclick: () => chosen(style) },
    sample(style),
    element("span", { class: "name" }, styleName(style)),
  )));
}

/** Marks the style that is looked at, and those that are being drawn; all are off while `off`. */
export function markStyles(place, { looked, drawing, off }) {
  for (const tile of place.children) {
    const { style } = tile.dataset;
    tile.setAttribute("aria-pressed", String(style === looked));
    tile.classList.toggle("running", drawing.has(style));
    tile.disabled = off;
  }
}
