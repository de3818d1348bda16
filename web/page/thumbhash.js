// Paints the tiny preview of a picture. The decoder is a port of ThumbHash by Evan Wallace
// (https://github.com/evanw/thumbhash), MIT License, Copyright (c) 2023 Evan Wallace:
//
// Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
// associated documentation files (the "Software"), to deal in the Software without restriction,
// including without limitation the rights to use, copy, modify, merge, publish, distribute,
// sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
// furnished to do so, subject to the following conditions: The above copyright notice and this
// permission notice shall be included in all copies or substantial portions of the Software. THE
// SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
// LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
// NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
// DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
// OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

const { PI, cos, max, min, round } = Math;

// Five constants, the number of terms each way, and where the varying factors start.
function header(hash) {
  const low = hash[0] | (hash[1] << 8) | (hash[2] << 16);
  const high = hash[3] | (hash[4] << 8);
  const alpha = low >> 23;
  const landscape = high >> 15;
  const across = landscape ? (alpha ? 5 : 7) : high & 7;
  const down = landscape ? high & 7 : alpha ? 5 : 7;
  return {
    alpha,
    ratio: across / down,
    size: [max(3, across), max(3, down)],
    dc: [(low & 63) / 63, ((low >> 6) & 63) / 31.5 - 1, ((low >> 12) & 63) / 31.5 - 1,
      alpha ? (hash[5] & 15) / 15 : 1],
    // Saturation is raised by 1.25 to make up for quantization.
    scale: [((low >> 18) & 31) / 31, (((high >> 3) & 63) / 63) * 1.25,
      (((high >> 9) & 63) / 63) * 1.25, (hash[5] >> 4) / 15],
  };
}

// The varying factors of luminance, yellow-blue, red-green and alpha, four bits each.
function factors(hash, { alpha, size, scale }) {
  const sizes = [size, [3, 3], [3, 3], ...(alpha ? [[5, 5]] : [])];
  let index = (alpha ? 6 : 5) * 2;
  return sizes.map(([across, down], channel) => {
    const terms = [];
    for (let y = 0; y < down; y += 1) {
      for (let x = y ? 0 : 1; x * down < across * (down - y); x += 1) {
        const nibble = (hash[index >> 1] >> ((index & 1) << 2)) & 15;
        terms.push({ x, y, value: (nibble / 7.5 - 1) * scale[channel] });
        index += 1;
      }
    }
    return terms;
  });
}

function wave(terms, u, v) {
  let sum = 0;
  for (const { x, y, value } of terms) {
    sum += value * cos(PI * u * x) * cos(PI * v * y) * 2;
  }
  return sum;
}

/** Width, height and RGBA pixels (at most 32 × 32) of a ThumbHash given as bytes. */
export function decode(hash) {
  const head = header(hash);
  const channels = factors(hash, head);
  const width = round(head.ratio > 1 ? 32 : 32 * head.ratio);
  const height = round(head.ratio > 1 ? 32 / head.ratio : 32);
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const u = ((at % width) + 0.5) / width;
    const v = (((at / width) | 0) + 0.5) / height;
    const [l, p, q, a] = head.dc.map((dc, i) => dc + (channels[i] ? wave(channels[i], u, v) : 0));
    const blue = l - (2 / 3) * p;
    const red = (3 * l - blue + q) / 2;
    pixels.set([red, red - q, blue, a].map((part) => 255 * min(1, part)), at * 4);
  }
  return { width, height, pixels };
}

/** A canvas with the preview, or null when there is none. */
export function preview(base64) {
  if (!base64) return null;
  const { width, height, pixels } = decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}
