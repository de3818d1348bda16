// A guest's words as the server will write them: the same fonts, balanced lines, as large as fits.

const FAMILY = "Avatar lettering"; // event.css has its fonts
const EM = 100; // px to measure at
// As in the server's imaging/letterings.py.
const SMALLEST = 14;
const PITCH = 1.08;
const GAP = 0.06;
const CAPITALS = 0.66;
const FEWER_LINES = 1.04;

const canvas = document.createElement("canvas").getContext("2d");
const RIGHT_TO_LEFT = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;

/** Fetches the fonts that these words need. */
export function fontsFor(text) {
  return document.fonts.load(`700 ${EM}px "${FAMILY}"`, text || "A");
}

// Ink and advance in ems.
function measured(text) {
  canvas.font = `700 ${EM}px "${FAMILY}"`;
  const { actualBoundingBoxLeft: left, actualBoundingBoxRight: right, width,
    actualBoundingBoxAscent: top, actualBoundingBoxDescent: bottom } = canvas.measureText(text);
  return { text, ink: (left + right) / EM, advance: width / EM, top: top / EM, bottom: bottom / EM };
}

// `pieces` in `count` lines, the longest of which is as short as can be.
function balanced(pieces, count, joint) {
  const line = (first, last) => pieces.slice(first, last).join(joint);
  let best = [{ cost: 0, lines: [] }];
  for (let row = 0; row < count; row += 1) {
    const next = [];
    for (let end = row + 1; end <= pieces.length; end += 1) {
      for (let start = row; start < end; start += 1) {
        if (!best[start]) continue;
        const text = line(start, end);
        const cost = Math.max(best[start].cost, measured(text).advance);
        if (!next[end] || cost < next[end].cost) next[end] = { cost, lines: [...best[start].lines, text] };
      }
    }
    best = next;
  }
  return best[pieces.length].lines;
}

function placed(texts, place) {
  const lines = texts.map(measured);
  const down = [0];
  lines.slice(1).forEach((below, at) => {
    down.push(down[at] + Math.max(PITCH, lines[at].bottom + below.top + GAP));
  });
  const top = Math.min(...lines.map((line, at) => down[at] - line.top));
  const bottom = Math.max(...lines.map((line, at) => down[at] + line.bottom));
  const edge = place.outline ? (2 * place.outlineWidth) / place.size : 0;
  const { x, y, width, height } = place.area;
  const size = Math.min(place.size, width / (Math.max(...lines.map(({ ink }) => ink)) + edge),
    height / (bottom - top + edge));
  let base = y + height / 2 + ((CAPITALS - down.at(-1)) / 2) * size;
  base = Math.max(base, y + (edge / 2 - top) * size);
  base = Math.min(base, y + height - (edge / 2 + bottom) * size);
  return { size, x: x + width / 2, lines: texts.map((text, at) => ({ text, y: base + down[at] * size })) };
}

function largest(pieces, place, joint) {
  let best = null;
  for (let count = 1; count <= Math.min(place.lines, pieces.length); count += 1) {
    const made = placed(balanced(pieces, count, joint), place);
    if (!best || made.size > best.size * FEWER_LINES) best = made;
  }
  return best;
}

/**
 * `text` within `place`, whose measures and the answer's are in units of the avatar:
 * `{ size, x, rightToLeft, lines: [{ text, y }] }`, or null when nothing is to be seen.
 */
export function lettered(text, place) {
  const words = text.normalize("NFC").trim().split(/\s+/u).filter(Boolean);
  if (!words.length) return null;
  let best = largest(words, place, " ");
  if (best.size < Math.min(SMALLEST, place.size) && place.lines > 1) {
    const broken = largest([...words.join(" ")], place, "");
    if (broken.size > best.size) best = broken;
  }
  return { ...best, rightToLeft: RIGHT_TO_LEFT.test(text) };
}
