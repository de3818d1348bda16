// The part about you: signing in by a code, who is signed in, and signing out.
import { ask, unheard } from "./api.js";
import { attempt, complain, element, notice } from "./elements.js";
import * as operations from "./operations.js";
import { begin, end, person, session, whenSession } from "./session.js";
import { keeps, storage } from "./storage.js";

const find = (selector) => document.querySelector(selector);
const LOOK_EVERY_MS = 3_600_000;
const DIGITS = 6;
const AWAITED = "visage.code"; // to whom a code is on its way, and until when it is good
const MINE = "What you make is yours, in every browser that you sign in to.";
const NOBODY = "Nobody is signed in: what you make belongs to this browser.";
const FORGETFUL = "Nobody is signed in, and this browser keeps nothing: what you make cannot be found again once the page is closed.";

function say(message, where = "#sign-said") {
  find(where).textContent = message ?? "";
  find(where).hidden = !message;
}

function show() {
  const who = person();
  find("#signing").hidden = Boolean(who);
  find("#self").hidden = !who;
  find("#who").textContent = who?.email ?? "";
  find("#initial").textContent = who?.email.charAt(0).toUpperCase() ?? "";
  find("#whoever").textContent = who ? MINE : keeps() ? NOBODY : FORGETFUL;
  if (who) askAddress();
}

function askAddress() {
  storage.removeItem(AWAITED);
  say(null);
  find("#sign-code").hidden = true;
  find("#sign-email").hidden = false;
  find("#sign-how").hidden = false;
}

// ---- signing in

async function sendCode() {
  say(null);
  const { requestCode } = await ask(operations.REQUEST_CODE, { email: find("#email").value });
  storage.setItem(AWAITED, JSON.stringify(requestCode));
  askCode(requestCode);
  find("#code").value = "";
  find("#code").focus();
}

function askCode({ email, expiresAt }) {
  const until = new Date(expiresAt).toLocaleTimeString([], { timeStyle: "short" });
  find("#sent").replaceChildren(
    "A code of six digits is on its way to ", element("strong", {}, email), `. It is good until ${until}.`,
  );
  find("#sign-email").hidden = true;
  find("#sign-how").hidden = true;
  find("#sign-code").hidden = false;
}

// Who looks for the code in another app may find the page loaded anew.
function awaitCode() {
  const awaited = JSON.parse(storage.getItem(AWAITED) ?? "null");
  if (!awaited || Date.parse(awaited.expiresAt) < Date.now()) return;
  find("#email").value = awaited.email;
  askCode(awaited);
}

async function verify() {
  say(null);
  const field = find("#code");
  const variables = { email: find("#sent strong").textContent, code: field.value };
  try {
    begin((await ask(operations.VERIFY_CODE, variables)).verifyCode);
    find("#self-title").focus();
  } catch (error) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
    field.select();
    throw error;
  }
}

// What goes wrong here is said beside the form; a second press while the first is under way is none.
async function submit(form, step) {
  const buttons = [...form.querySelectorAll("button")];
  if (buttons.some((one) => one.disabled)) return;
  for (const one of buttons) one.disabled = true;
  complain(null);
  try {
    await step();
  } catch (error) {
    say(error.message);
  } finally {
    for (const one of buttons) one.disabled = false;
  }
}

function listen(form, step) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form, step);
  });
}

// ---- staying signed in

// Half a session before its end there is time enough, however seldom the page is opened.
async function renew() {
  const now = session();
  if (!now) return;
  const [began, ends] = [Date.parse(now.beganAt), Date.parse(now.expiresAt)];
  if (Date.now() < (began + ends) / 2) return;
  const { refreshSession } = await ask(operations.REFRESH_SESSION);
  if (session()?.token === now.token) begin(refreshSession);
}

function keepSignedIn() {
  const look = () => renew().catch(unheard); // the next look comes, and a refused token is dropped
  setInterval(look, LOOK_EVERY_MS);
  return look();
}

async function signOut() {
  await ask(operations.SIGN_OUT);
  end("You have signed out, on all devices.");
}

/** Makes the part ready. */
export async function openYou() {
  listen(find("#sign-email"), sendCode);
  listen(find("#sign-code"), verify);
  find("#code").addEventListener("input", ({ target }) => {
    target.removeAttribute("aria-invalid");
    if (target.value.replace(/\s/g, "").length === DIGITS) find("#sign-code").requestSubmit();
  });
  find("#resend").addEventListener("click", () => submit(find("#sign-code"), sendCode));
  find("#readdress").addEventListener("click", () => {
    askAddress();
    find("#email").focus();
  });
  find("#sign-out").addEventListener("click", () => attempt(signOut));
  whenSession(({ why }) => {
    show();
    notice(why);
  });
  show();
  if (!person()) awaitCode();
  await keepSignedIn();
}
