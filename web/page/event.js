// The part for events: a registration form with a sketch of the avatar beside it, then the avatar itself.
import { ask } from "./api.js";
import { refreshCredits, tellPrice, tellShort } from "./credits.js";
import { uuid } from "./device.js";
import { attempt, complain, local, notice } from "./elements.js";
import { chooseEvent, clearForm, mended, offerChoices, openForm, tellFaults, typed } from "./event-form.js";
import { showMade, showStep } from "./event-made.js";
import * as operations from "./event-operations.js";
import { clearPhoto, openGuestPhoto, photoToSend, shownPhoto } from "./event-photo.js";
import { photoAt, SketchBoard } from "./event-sketch.js";
import { follow, hasEnded } from "./follow.js";
import { insertFragment, once } from "./fragments.js";
import { openGuests } from "./guests.js";
import { CANCEL } from "./operations.js";
import { rest } from "./parts.js";
import { whenSession } from "./session.js";
import { storage } from "./storage.js";
import { hear } from "./tabs.js";

const find = (selector) => document.querySelector(selector);
const LAST = "visage.avatar"; // the registration that was made here last
const WIDE = matchMedia("(min-width: 48.01rem)");

// `avatar` is the registration that is shown, `sent` its photo after a reload, `key` that of the wish being made, `events` by slug.
const state = { furnished: false, limits: null, events: new Map(), avatar: null, sent: null, key: null, board: null, due: false };

// ---- the sketch

const title = (slug) => state.events.get(slug)?.title ?? slug;

function sketch() {
  if (state.due) return;
  state.due = true;
  requestAnimationFrame(() => {
    state.due = false;
    const { event, look, gender, name, organization } = state.avatar ?? typed();
    const found = state.events.get(event);
    const drawn = found?.sketches.find((each) => each.look === look && each.gender === gender);
    if (!drawn) return; // an event that is no longer set up
    state.board.show({
      sketch: drawn, letterings: found.letterings, words: { name, organization }, photo: shownPhoto() ?? state.sent,
      title: `A sketch of your avatar for ${found.title}${organization.trim() ? `, with the words ${organization.trim()}` : ""}`,
    });
  });
}

function changed(field) {
  state.key = null; // another form is another wish
  // The address says which event it is, to be passed on.
  if (field === "event") history.replaceState(null, "", `#/event/${typed().event}`);
  sketch();
}

// ---- registering

async function register() {
  complain(null);
  tellFaults({});
  const button = find("#register");
  button.disabled = true;
  state.key ??= uuid();
  try {
    const input = { ...typed(), photo: null, idempotencyKey: state.key };
    showStep("Sending the photo", 0);
    const sent = (share) => showStep("Sending the photo", share);
    const file = { path: "variables.input.photo", file: photoToSend(), sent };
    const { generateAvatar } = await ask(operations.REGISTER, { input }, file);
    track(generateAvatar);
    find("#guest-title").focus({ preventScroll: true });
    // The form was longer than what takes its place.
    if (find("#stand").getBoundingClientRect().top <= 0) find("#event").scrollIntoView({ behavior: "smooth" });
  } catch (error) {
    showStep(null);
    if (error.code === "INSUFFICIENT_CREDITS") throw new Error(tellShort(error, "AVATAR"));
    if (!error.details?.fields) throw error;
    tellFaults(error.details.fields);
  } finally {
    button.disabled = state.limits?.available === false;
    refreshCredits();
  }
}

// ---- the avatar

function show() {
  const { avatar } = state;
  find("#guest").hidden = Boolean(avatar);
  find("#guest-made").hidden = !avatar;
  find("#stand-picture").hidden = !avatar?.finalImage;
  find("#stand-sketch").hidden = Boolean(avatar?.finalImage);
  if (avatar) showMade(avatar, title(avatar.event));
  else showStep(null);
  sketch();
}

// After a reload only the server has the photo.
async function showSent({ id, photo }) {
  const sent = await photoAt(local(photo.small));
  if (state.avatar?.id !== id || !sent) return;
  state.sent = sent;
  sketch();
}

/** Shows a registration and follows its drawing. */
function track(avatar) {
  state.avatar = avatar;
  storage.setItem(LAST, avatar.id);
  show();
  if (!shownPhoto() && avatar.photo && !avatar.finalImage) attempt(() => showSent(avatar));
  const { id, generation } = avatar;
  if (!generation || hasEnded(generation)) return;
  follow(generation.id, (newer) => {
    if (state.avatar?.id === id) attempt(() => heard(newer));
  }, (error) => complain(error.message));
}

async function heard(generation) {
  const { avatar } = state;
  avatar.generation = { ...avatar.generation, ...generation };
  if (!hasEnded(generation)) {
    show();
    return;
  }
  refreshCredits();
  if (generation.status === "SUCCEEDED") {
    const { avatar: done } = await ask(operations.AVATAR_BY, { by: { id: avatar.id } });
    if (state.avatar !== avatar) return;
    clearPhoto();
    if (!done) return;
    track(done);
    if (done.finalImage) notice("Your avatar is ready.");
  } else {
    leave();
    if (generation.status === "FAILED") {
      complain(generation.failure?.message ?? "The drawing failed. Try again.");
    }
  }
}

// Back to the form, where what was typed still stands.
function leave() {
  Object.assign(state, { avatar: null, key: null, sent: null });
  storage.removeItem(LAST);
  show();
}

async function cancel() {
  const { cancelGeneration } = await ask(CANCEL, { id: state.avatar.generation.id });
  await heard(cancelGeneration);
}

function another() {
  leave();
  clearForm();
  find("#guest-organization").focus();
}

// After a flush, or as somebody else: what is shown may be gone.
async function lookAgain() {
  const { avatar } = await ask(operations.AVATAR_BY, { by: { id: state.avatar.id } });
  if (!avatar?.photo) leave();
}

// What was asked for before the page was loaded anew.
async function comeBack() {
  const id = storage.getItem(LAST);
  if (!id || state.avatar) return;
  const { avatar } = await ask(operations.AVATAR_BY, { by: { id } });
  if (avatar?.finalImage || (avatar?.generation && !hasEnded(avatar.generation))) track(avatar);
  else storage.removeItem(LAST); // of somebody else, flushed, or it came to nothing
}

// ---- opening

/** Says what an avatar would cost. */
export function tellEventPrice() {
  if (state.furnished) tellPrice(find("#guest-price"), ["AVATAR", 1, "avatar"]);
}

// On wide screens the sketch stands beside the form, and there is nothing to fold.
function unfold() {
  if (WIDE.matches && state.furnished) find("#stand-sketch").open = true;
}

async function furnish() {
  const { catalog } = await ask(operations.EVENTS);
  await insertFragment(find("#event"), "event");
  state.furnished = true;
  tellEventPrice();
  state.events = new Map(catalog.events.map((event) => [event.slug, event]));
  offerChoices(catalog);
  state.board = new SketchBoard(find("#sketch"));
  openForm(changed);
  openGuestPhoto(state.limits, () => {
    mended("photo");
    changed("photo");
  });
  openGuests(title, async () => state.avatar && lookAgain());
  hear("cleared", () => state.avatar && attempt(lookAgain)); // in another tab
  find("#guest").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(register);
  });
  find("#stand-cancel").addEventListener("click", () => attempt(cancel));
  find("#guest-another").addEventListener("click", another);
  if (!state.limits.available) {
    complain("New avatars are switched off just now. Please come back later.");
    find("#register").disabled = true;
  }
}

// In two steps: what fails is tried again, and listeners are not added twice.
const furnished = once(furnish);
const prepared = once(async () => {
  await furnished();
  await comeBack();
});

async function enter() {
  if (find("#event").hidden) return;
  await prepared();
  const slug = rest();
  if (slug && !chooseEvent(slug)) complain(`There is no event “${slug}” here. Choose one of those below.`);
  // Whoever follows a link to another event wants to register for that.
  if (slug && state.avatar?.finalImage && state.avatar.event !== slug) leave();
  else show();
  find("#event").dataset.ready = "";
}

/** Makes the part ready as soon as somebody goes there. */
export async function openEvent(catalog) {
  state.limits = catalog.limits.find(({ kind }) => kind === "AVATAR");
  WIDE.addEventListener("change", unfold);
  addEventListener("hashchange", () => find("#event").hidden || attempt(enter));
  whenSession(() => {
    if (state.furnished) attempt(state.avatar ? lookAgain : comeBack);
  });
  await enter();
}
