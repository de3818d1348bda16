// The styles to choose from, with names for people.
import { element } from "./elements.js";

const WORDS = {
  COMIC: ["Comic", "Bold lines"],
  ANIME: ["Anime", "Soft and bright"],
  FLAT: ["Flat", "Calm areas"],
  PAINT: ["Painted", "Brush strokes"],
  POP: ["Pop art", "Loud colours"],
  INK: ["Ink", "Pen and paper"],
  REALISTIC: ["Realistic", "Light and depth"],
  ARTISTIC: ["Artistic", "Painted by hand"],
  MINIMAL: ["Minimal", "Few shapes"],
  VIBRANT: ["Vibrant", "Loud and flat"],
};

/** "POP" → "Pop art"; a style this page does not know keeps its own name. */
export function styleName(style) {
  return WORDS[style]?.[0] ?? style.charAt(0) + style.slice(1).toLowerCase();
}

/** Fills the form's styles with one radio button each. */
export function offerStyles(form, styles) {
  const choices = styles.map((style, at) => element(
    "label", { class: "style" },
    element("input", { type: "radio", name: "style", value: style, checked: at === 0 }),
    element("span", { class: "name" }, styleName(style)),
    element("span", { class: "hint" }, WORDS[style]?.[1] ?? ""),
  ));
  form.querySelector(".styles").replaceChildren(...choices);
}

/** The style chosen in a form, or null while there are none. */
export function chosenStyle(form) {
  return form.querySelector("input[name=style]:checked")?.value ?? null;
}
