// Finding the avatar of somebody registered here before, and clearing photo and pictures, once confirmed.
import { ask } from "./api.js";
import { attempt, button, element, picture } from "./elements.js";
import { describe, keepLink } from "./event-made.js";
import { nameOf } from "./event-form.js";
import { AVATAR_BY, FLUSH } from "./event-operations.js";
import { hasEnded } from "./follow.js";
import { signedIn } from "./session.js";
import { announce } from "./tabs.js";

const find = (selector) => document.querySelector(selector);
const state = { avatar: null, title: (slug) => slug, cleared: null, asked: 0 };

const many = (count) => (count === 1 ? "one registration" : `${count} registrations`);

// ---- finding

function said(message) {
  find("#seek-said").textContent = message ?? "";
  find("#seek-said").hidden = !message;
  if (message) find("#seek").setAttribute("aria-invalid", "true");
  else find("#seek").removeAttribute("aria-invalid");
}

function nobody() {
  const first = "Nobody was registered with that from this browser.";
  return signedIn() ? `${first} With that address itself you can sign in to see what was made elsewhere.`
    : `${first} What was made elsewhere is seen by whoever signs in with that e-mail address.`;
}

async function seek() {
  const words = find("#seek").value.trim();
  said(null);
  find("#found").replaceChildren();
  if (!words) {
    said("Write the e-mail address or the phone number of the registration.");
    find("#seek").focus();
    return;
  }
  try {
    const by = words.includes("@") ? { email: words } : { phone: { number: words } };
    const { avatar } = await ask(AVATAR_BY, { by });
    if (avatar) show(avatar);
    else said(nobody());
  } catch (error) {
    const [fault] = Object.values(error.details?.fields ?? {});
    if (!fault) throw error;
    said(fault);
    find("#seek").focus();
  }
}

function fate({ finalImage, photo, generation }) {
  if (finalImage) return null;
  if (generation && !hasEnded(generation)) return "The avatar is being drawn.";
  return photo ? "There is a photo, but no avatar." : "Photo and pictures were cleared.";
}

function show(avatar) {
  state.avatar = avatar;
  const { finalImage, photo, name, look, organization, createdAt } = avatar;
  const told = fate(avatar);
  const day = new Date(createdAt).toLocaleDateString([], { dateStyle: "long" });
  find("#found").replaceChildren(element("article", { class: "found" },
    finalImage ? picture(finalImage, describe(avatar)) : null,
    element("div", {},
      element("h4", {}, name),
      element("p", { class: "hint" }, `${nameOf(look)}, ${organization} · ${state.title(avatar.event)} · ${day}`),
      told ? element("p", {}, told) : null,
      element("div", { class: "row" },
        finalImage ? keepLink(avatar, "Download") : null,
        photo || finalImage ? button("Clear photo and pictures…", () => attempt(open), { id: "clear" }) : null)),
  ));
}

// ---- clearing

const scope = () => find("#flush input[name=scope]:checked").value;

// What would go, as the server says it, asked anew for each choice.
async function tell() {
  state.asked += 1;
  const { asked } = state;
  const { email } = state.avatar;
  find("#flush-go").disabled = true;
  const { flush } = await ask(FLUSH, { email, scope: scope(), confirm: false });
  if (asked !== state.asked) return;
  find("#flush-told").textContent = flush.requiresConfirmation
    ? `The photo and pictures of ${many(flush.records)} would be gone for good, and codes sent to this address would no longer count. What was typed in stays.`
    : "Nothing is left to clear here.";
  find("#flush-go").disabled = !flush.requiresConfirmation;
}

async function open() {
  find("#flush input[value=LATEST]").checked = true;
  find("#flush-address").textContent = state.avatar.email;
  await tell();
  find("#flush").returnValue = "";
  find("#flush").showModal();
}

async function closed() {
  if (find("#flush").returnValue !== "yes") return;
  const { email } = state.avatar;
  const { flush } = await ask(FLUSH, { email, scope: scope(), confirm: true });
  show(flush.avatar);
  said(null);
  find("#found .found > div").append(element("p", { class: "said", role: "status", tabindex: "-1" },
    `Done: the photo and pictures of ${many(flush.records)} are gone for good.`));
  await state.cleared();
  announce("cleared", null);
  find("#found [role=status]").focus();
}

/** Listens; `title(slug)` names an event, `cleared()` is awaited when pictures have gone. */
export function openGuests(title, cleared) {
  Object.assign(state, { title, cleared });
  find("#seeking").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(seek);
  });
  const dialog = find("#flush");
  dialog.addEventListener("close", () => attempt(closed));
  dialog.addEventListener("change", () => attempt(async () => {
    try {
      await tell();
    } catch (error) {
      dialog.close(); // what went wrong is said on the page behind it
      throw error;
    }
  }));
}
