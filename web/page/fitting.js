// Photos made to fit what the server takes, where this browser can read them.

const LONGEST = 2400; // px: more of a face is not drawn
const QUALITY = 0.92;

/**
 * The photo itself, or, where `limits` of the catalog do not allow it, a JPEG of it. Phones take photos
 * larger than the server does, and in formats that it does not read.
 */
export async function fitted(file, { maxUploadBytes, mimeTypes }) {
  if (file.size <= maxUploadBytes && mimeTypes.includes(file.type)) return file;
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return file; // no picture for this browser: the server says what it thinks of it
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale),
  });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return blob ? new File([blob], "photo.jpg", { type: blob.type }) : file;
}

/** What to say of a photo that is too large even so; null of any other. */
export function tooLarge({ size }, { maxUploadBytes }) {
  const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1);
  return size <= maxUploadBytes ? null
    : `This photo has ${megabytes(size)} MB; ${megabytes(maxUploadBytes)} MB are allowed. Choose a smaller one.`;
}
