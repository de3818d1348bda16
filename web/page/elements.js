// Small builders for the parts of the page.
import { preview } from "./thumbhash.js";

/** An element with properties (`class`, `data-…`, `aria-…` as attributes, `on…` as listeners) and children. */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

// Signed links are made for the server's public address; the same files are here, whatever name
// this page was opened under, and the page's policy loads pictures from here only.
export function local(link) {
  const url = new URL(link, location.href);
  return url.pathname.startsWith("/uploads/") ? url.pathname + url.search : link;
}

/** A picture whose preview shows until it has loaded; `link` is `small` or `full`. */
export function picture(image, alt, link = "small") {
  const frame = element("span", { class: "picture" });
  const tiny = preview(image.placeholder);
  const real = element("img", {
    alt, decoding: "async", width: image.width, height: image.height,
    onload: () => frame.classList.add("loaded"),
  });
  real.src = local(image[link]);
  if (tiny) frame.append(tiny);
  frame.append(real);
  return frame;
}

export function button(text, onclick, properties = {}) {
  return element("button", { type: "button", onclick, ...properties }, text);
}

/** Asks before something cannot be undone; resolves to true when the person agrees. */
export function confirmed(question, answer) {
  const dialog = document.querySelector("#confirm");
  dialog.querySelector("p").textContent = question;
  dialog.querySelector("button[value=yes]").textContent = answer;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Says what went wrong, in words, until the next try. */
export function complain(message) {
  const box = document.querySelector("#error");
  box.querySelector("p").textContent = message ?? "";
  box.hidden = !message;
  if (message) box.scrollIntoView({ block: "nearest" });
}

/** Runs a step a person asked for; what fails is shown, never thrown. */
export async function attempt(step) {
  complain(null);
  try {
    return await step();
  } catch (error) {
    complain(error.message);
    return null;
  }
}
