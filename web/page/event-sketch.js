// A sketch of the avatar to come: the event's own drawings, the photo for a head, the words.
import { faceIn } from "./event-face.js";
import { fontsFor, lettered } from "./event-lettering.js";

const SVG = "http://www.w3.org/2000/svg";
const UNITS = 1024; // the sides of the sketch
const HAIR = 0.34; // of a face: how far hair reaches above it
const EARS = 0.12; // and beside it

function draw(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const box = ({ x, y, width, height }) => ({
  x: x * UNITS, y: y * UNITS, width: width * UNITS, height: height * UNITS,
});
const WHOLE = { x: 0, y: 0, width: UNITS, height: UNITS };

// Links are made for the server's public address; the same drawings are here.
const here = (link) => new URL(link, location.href).pathname;

const layer = (link, place = WHOLE) =>
  draw("image", { href: here(link), ...place, preserveAspectRatio: "none" });

// Shown only when all are there: otherwise one layer after the other would pop up.
function loaded(links) {
  return Promise.all(links.map((link) => {
    const image = new Image();
    image.src = here(link);
    return image.decode().catch(() => {}); // what cannot be had is missing in the sketch, no more
  }));
}

function headPlace(area) {
  const { x, y, width, height } = box(area);
  return {
    x: x - width * EARS, y: y - height * HAIR,
    width: width * (1 + 2 * EARS), height: height * (1 + HAIR),
  };
}

// An oval, narrower at the chin.
function oval({ x, y, width, height }) {
  const [left, right, middle, bottom] = [x, x + width, x + width / 2, y + height];
  const brow = y + height * 0.42;
  return `M${left},${brow}C${left},${y + height * 0.1} ${left + width * 0.2},${y} ${middle},${y}`
    + `S${right},${y + height * 0.1} ${right},${brow}C${right},${y + height * 0.76} ${right - width * 0.22},${bottom} ${middle},${bottom}`
    + `S${left},${y + height * 0.76} ${left},${brow}Z`;
}

function emptyHead(place) {
  const middle = place.x + place.width / 2;
  const words = draw("text", {
    x: middle, y: place.y + place.height * 0.56, class: "sketch-hint", "text-anchor": "middle",
  });
  words.append("Your face");
  return draw("g", {}, draw("path", { d: oval(place), class: "sketch-head" }), words);
}

function photoHead(area, photo) {
  const place = headPlace(area);
  const face = box(area);
  // The photo's face comes to lie where the avatar's will, as far as the photo still fills the oval.
  const scale = Math.max(face.height / photo.face.height, place.width / photo.width, place.height / photo.height);
  const [width, height] = [photo.width * scale, photo.height * scale];
  const within = (at, length, start, most) => Math.min(start, Math.max(start + most - length, at));
  const image = draw("image", {
    href: photo.url,
    x: within(face.x + face.width / 2 - photo.face.x * scale, width, place.x, place.width),
    y: within(face.y + face.height / 2 - photo.face.y * scale, height, place.y, place.height),
    width, height, preserveAspectRatio: "none",
  });
  return draw("g", {},
    draw("clipPath", { id: "sketch-face" }, draw("path", { d: oval(place) })),
    draw("g", { "clip-path": "url(#sketch-face)" }, image),
    draw("path", { d: oval(place), class: "sketch-edge" }));
}

function written(lettering, text) {
  const place = { ...lettering, area: box(lettering.area), size: lettering.size * UNITS,
    outlineWidth: lettering.outlineWidth * UNITS };
  const fitted = lettered(text, place);
  if (!fitted) return [];
  return fitted.lines.map((line) => {
    const node = draw("text", {
      x: fitted.x, y: line.y, "font-size": fitted.size, fill: place.colour, class: "sketch-words",
      "text-anchor": "middle", direction: fitted.rightToLeft ? "rtl" : "ltr",
    });
    if (place.outline) {
      node.setAttribute("stroke", place.outline);
      node.setAttribute("stroke-width", (2 * place.outlineWidth * fitted.size) / place.size);
      node.setAttribute("paint-order", "stroke");
      node.setAttribute("stroke-linejoin", "round");
    }
    node.append(line.text);
    return node;
  });
}

/** What `show` needs of the photo at an address; null when this browser cannot read it. */
export async function photoAt(url) {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    return null;
  }
  const { naturalWidth: width, naturalHeight: height } = image;
  return { url, width, height, face: faceIn(image, width, height) };
}

/** A sketch, which stands in `frame`; `show` changes it. */
export class SketchBoard {
  #canvas;
  #under = draw("g");
  #head = draw("g");
  #over = draw("g");
  #words = draw("g");
  #mask = draw("mask", { id: "sketch-card", "mask-type": "alpha" });
  #all = draw("g");
  #shown = null; // what is there now, and whose face
  #photo = null;
  #asked = 0;

  constructor(frame) {
    this.#all.append(this.#under, this.#head, this.#over, this.#words);
    this.#canvas = draw("svg", { viewBox: `0 0 ${UNITS} ${UNITS}`, role: "img" },
      this.#mask, this.#all);
    frame.replaceChildren(this.#canvas);
  }

  /** `sketch` and `letterings` of the catalog, `words` by field, `photo` of `photoAt` or null, `title`. */
  async show({ sketch, letterings, words, photo, title }) {
    this.#asked += 1;
    const asked = this.#asked;
    const links = [sketch.background, ...sketch.costume, sketch.overlay, sketch.card].filter(Boolean);
    const texts = letterings.map(({ field }) => words[field] ?? "");
    await Promise.all([this.#shown === sketch ? null : loaded(links), ...texts.map(fontsFor)]);
    if (asked !== this.#asked) return; // something newer was asked for meanwhile
    if (this.#shown !== sketch || this.#photo !== photo) this.#place(sketch, photo);
    this.#words.replaceChildren(...letterings.flatMap((each, at) => written(each, texts[at])));
    this.#canvas.setAttribute("aria-label", title);
  }

  // Not at each letter that is typed: pictures would flicker.
  #place(sketch, photo) {
    this.#shown = sketch;
    this.#photo = photo;
    this.#head.replaceChildren(photo ? photoHead(sketch.head, photo) : emptyHead(headPlace(sketch.head)));
    const person = box(sketch.person);
    this.#under.replaceChildren(layer(sketch.background), ...sketch.costume.map((link) => layer(link, person)));
    this.#over.replaceChildren(...(sketch.overlay ? [layer(sketch.overlay)] : []));
    this.#mask.replaceChildren(...(sketch.card ? [layer(sketch.card)] : []));
    if (sketch.card) this.#all.setAttribute("mask", "url(#sketch-card)");
    else this.#all.removeAttribute("mask");
  }
}
