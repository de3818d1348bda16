// The registration form: its choices, what was typed, and what the server wants mended, field by field.
import { element } from "./elements.js";
import { clearPhoto, hasPhoto } from "./event-photo.js";

const find = (selector) => document.querySelector(selector);
// As the form shows them, from above: the first that needs mending gets the focus.
const FIELDS = ["event", "look", "gender", "photo", "organization", "name", "email", "dialCode", "phone", "district", "category"];
const TYPED = ["organization", "name", "email", "dialCode", "phone", "district", "category"];

const WORDS = {
  SUPERHERO: ["Superhero", "Cape and emblem"],
  PROFESSIONAL: ["Professional", "Suit and tie"],
  WARRIOR: ["Warrior", "Armour and cloak"],
  NEUTRAL: ["Neutral"], FEMALE: ["Woman"], MALE: ["Man"],
};

/** "WARRIOR" → "Warrior"; what this page does not know keeps its own name. */
export const nameOf = (value) => WORDS[value]?.[0] ?? value.charAt(0) + value.slice(1).toLowerCase();

const input = (field) => find(`#guest-${field}`);
const chosen = (name) => find(`#guest input[name=${name}]:checked`)?.value ?? null;

function offer(name, values, words) {
  find(`#guest-${name}-choices`).replaceChildren(...values.map((value, at) => element(
    "label", { class: "style" },
    element("input", { type: "radio", name, value, checked: at === 0, "aria-describedby": `guest-${name}-wrong` }),
    element("span", { class: "name" }, words(value)[0]),
    words(value)[1] ? element("span", { class: "hint" }, words(value)[1]) : null,
  )));
}

/** Fills in what there is to choose from. */
export function offerChoices({ events, avatarLooks, genders, categories }) {
  const titles = new Map(events.map(({ slug, title }) => [slug, title]));
  offer("event", [...titles.keys()], (slug) => [titles.get(slug)]);
  input("event").hidden = events.length < 2;
  offer("look", avatarLooks, (look) => WORDS[look] ?? [nameOf(look)]);
  // Who does not choose is drawn neutral.
  const neutralFirst = [...genders].sort((a, b) => (b === "NEUTRAL") - (a === "NEUTRAL"));
  offer("gender", neutralFirst, (gender) => WORDS[gender] ?? [nameOf(gender)]);
  input("category").replaceChildren(
    element("option", { value: "" }, "Choose one"),
    ...categories.map((category) => element("option", { value: category }, category)),
  );
}

/** Chooses an event by its slug; false when there is none such. */
export function chooseEvent(slug) {
  const radio = [...document.querySelectorAll("#guest input[name=event]")].find(({ value }) => value === slug);
  if (radio) radio.checked = true;
  return Boolean(radio);
}

/** The form as the server takes it, without the photo. */
export function typed() {
  const texts = Object.fromEntries(TYPED.map((field) => [field, input(field).value]));
  return {
    ...texts, dialCode: texts.dialCode.trim() || null,
    event: chosen("event"), look: chosen("look"), gender: chosen("gender"),
  };
}

// ---- what needs mending

// The element of a field that takes the focus and says that it is wrong.
const control = (field) =>
  input(field)?.matches("input, select") ? input(field)
    : field === "photo" ? find("#guest-photo-choose") : find(`#guest input[name=${field}]`);

function mark(field, message) {
  const said = find(`#guest-${field}-wrong`);
  said.textContent = message ?? "";
  said.hidden = !message;
  said.parentElement.toggleAttribute("data-wrong", Boolean(message));
  const one = input(field);
  if (!one?.matches("input, select")) return; // a group of choices or a button cannot be invalid
  if (message) one.setAttribute("aria-invalid", "true");
  else one.removeAttribute("aria-invalid");
}

function count() {
  const wrong = FIELDS.filter((field) => !find(`#guest-${field}-wrong`).hidden);
  find("#guest-said").hidden = wrong.length === 0;
  find("#guest-said").textContent = wrong.length === 1 ? "One field needs mending."
    : wrong.length ? `${wrong.length} fields need mending.` : "";
  return wrong;
}

/** Says of each field in `faults` what to mend, and goes to the first; of the others nothing. */
export function tellFaults(faults) {
  const told = { ...faults };
  // Of what is simply not there yet the server cannot say it as plainly.
  if (told.photo && !hasPhoto()) told.photo = "Choose a photo of your face.";
  if (told.category && !input("category").value) told.category = "Choose one.";
  for (const field of FIELDS) mark(field, told[field]);
  control(count()[0])?.focus();
}

/** Forgets what was wrong with a field. */
export function mended(field) {
  mark(field, null);
  count();
}

/** Empties what one guest typed; the event and the look stay for the next one. */
export function clearForm() {
  for (const field of TYPED) if (field !== "dialCode") input(field).value = "";
  tellFaults({});
  clearPhoto();
}

/** Calls `changed(field)` when something was typed or chosen; what was wrong with it is forgotten. */
export function openForm(changed) {
  find("#guest").addEventListener("input", ({ target }) => {
    const field = FIELDS.find((each) => control(each) === target) ?? target.name;
    if (FIELDS.includes(field)) mended(field);
    changed(field);
  });
}
