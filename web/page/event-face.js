// Where the face in a photo probably is, told by colours of skin. Only for a sketch: the server
// looks properly. The photo does not leave the browser for it.

const SIDE = 96; // px: the photo's longer side while it is looked at
const RADII = [0.09, 0.12, 0.15, 0.19, 0.24, 0.3, 0.36]; // half a face's width, of the photo's shorter side
const TALL = 1.3; // a face's height by its width
const LEAST = 0.25; // below this nothing looks like a face

// Chroma of skin, light or dark: Chai and Ngan, "Face segmentation using skin-color map", 1999; and
// no deep red or orange, which clothes are rather than people.
function isSkin(red, green, blue) {
  const cb = 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue;
  const cr = 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue;
  return cb >= 77 && cb <= 127 && cr >= 133 && cr <= 173 && green > red * 0.52 && blue > red * 0.3;
}

function pixelsOf(photo, wide, high) {
  const scale = SIDE / Math.max(wide, high);
  const width = Math.max(1, Math.round(wide * scale));
  const height = Math.max(1, Math.round(high * scale));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(photo, 0, 0, width, height);
  return { data: context.getImageData(0, 0, width, height).data, width, height, scale };
}

// How much of any rectangle is skin, by a table of sums (Viola and Jones' integral image).
function skinTable({ data, width, height }) {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      const at = 4 * (y * width + x);
      row += isSkin(data[at], data[at + 1], data[at + 2]) ? 1 : 0;
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  const clamp = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
  return (left, top, right, bottom) => {
    const [a, b, c, d] = [clamp(left, width), clamp(top, height), clamp(right, width), clamp(bottom, height)];
    const area = (c - a) * (d - b);
    const at = (x, y) => sums[y * (width + 1) + x];
    return area > 0 ? (at(c, d) - at(a, d) - at(c, b) + at(a, b)) / area : 0;
  };
}

// Skin within, hair or a wall above and beside it, near to where faces mostly are.
function likeness(share, { x, y, radius }, { width, height }) {
  const tall = radius * TALL;
  const inside = share(x - radius, y - tall, x + radius, y + tall);
  const core = share(x - radius * 0.6, y - tall * 0.5, x + radius * 0.6, y + tall * 0.7);
  const above = share(x - radius, y - tall - radius * 0.8, x + radius, y - tall);
  const left = share(x - radius * 1.7, y - tall * 0.7, x - radius, y + tall * 0.4);
  const right = share(x + radius, y - tall * 0.7, x + radius * 1.7, y + tall * 0.4);
  const far = Math.hypot(x / width - 0.5, y / height - 0.38);
  const size = radius / Math.min(width, height);
  return 0.6 * inside + 0.6 * core - 0.5 * above - 0.3 * (left + right) - 0.7 * far + 0.5 * size;
}

function mostLike(map) {
  const share = skinTable(map);
  let best = null;
  for (const part of RADII) {
    const radius = part * Math.min(map.width, map.height);
    const step = Math.max(1, radius / 4);
    for (let y = radius; y < map.height - radius; y += step) {
      for (let x = radius; x < map.width - radius; x += step) {
        const window = { x, y, radius };
        const like = likeness(share, window, map);
        if (like > LEAST && like > (best?.like ?? 0)) best = { ...window, like };
      }
    }
  }
  return best;
}

/** `{ x, y, height }` in px of a photo that has loaded: the middle of the face, chin to forehead. */
export function faceIn(photo, width, height) {
  const map = pixelsOf(photo, width, height);
  const found = mostLike(map);
  if (!found) return { x: width / 2, y: height * 0.4, height: Math.min(width, height) * 0.5 };
  const { x, y, radius } = found;
  // Chins are in shadow: what looks most like a face lies a little high.
  return { x: x / map.scale, y: (y + radius * 0.2) / map.scale, height: (2 * TALL * radius) / map.scale };
}
