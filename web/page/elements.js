// Small builders for the parts of the page.
import { preview } from "./thumbhash.js";

const SVG = "http://www.w3.org/2000/svg";
const NOTICE_MS = 6000;

/** An element with properties (`class`, `data-…`, `aria-…` as attributes, `on…` as listeners) and children. */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** A drawing of icons.svg, in the colour of the words beside it; for eyes only. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/page/icons.svg#${name}`);
  drawing.append(use);
  return drawing;
}

// Signed links are made for the server's public address or that of a CDN; the same files are here,
// whatever name this page was opened under, and the page's policy loads pictures from here only.
export function local(link) {
  const url = new URL(link, location.href);
  const at = url.pathname.indexOf("/uploads/");
  return at < 0 ? link : url.pathname.slice(at) + url.search;
}

/**
 * A picture whose preview shows until it has loaded; `link` is `small` or `full`. Its style knows the
 * picture's `--ratio`, width by height.
 */
export function picture(image, alt, link = "small") {
  const frame = element("span", { class: "picture" });
  const shape = (width, height) => frame.style.setProperty("--ratio", String(width / height));
  if (image.width && image.height) shape(image.width, image.height);
  const tiny = preview(image.placeholder);
  const real = element("img", {
    alt, decoding: "async", width: image.width, height: image.height, draggable: "false",
    onload: () => {
      shape(real.naturalWidth, real.naturalHeight);
      frame.classList.add("loaded");
    },
  });
  real.src = local(image[link]);
  if (tiny) frame.append(tiny);
  frame.append(real);
  return frame;
}

export function button(text, onclick, properties = {}) {
  return element("button", { type: "button", onclick, ...properties }, text);
}

/** A button that shows an icon alone; `label` is what it does, in words. */
export function iconButton(name, label, onclick, properties = {}) {
  const shown = { type: "button", onclick, "aria-label": label, title: label, ...properties };
  return element("button", { ...shown, class: `round ${properties.class ?? ""}` }, icon(name));
}

/** A link to keep a file, that shows an icon alone. */
export function downloadLink(href, name, label) {
  const shown = { class: "button round", href, download: name, "aria-label": label, title: label };
  return element("a", shown, icon("download"));
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

let noticed = null;

/** Says in passing that something has happened. */
export function notice(message) {
  const line = document.querySelector("#notice");
  clearTimeout(noticed);
  line.textContent = message;
  noticed = setTimeout(() => line.replaceChildren(), NOTICE_MS);
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
