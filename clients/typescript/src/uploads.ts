// Operations with files, as the multipart request specification says, with progress.
// https://github.com/jaydenseric/graphql-multipart-request-spec
import { uuid } from "./identity.js";

/** Bytes of the whole request that have gone out; it begins anew when the call is repeated. */
export interface Progress {
  readonly sent: number;
  readonly total: number;
}

export interface Sending {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly fetch: typeof fetch;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type File = readonly [path: string, file: Blob];

/** The same value with null for each file in it; the files go to `files`, with their paths. */
export function withoutFiles(value: unknown, path: string, files: File[]): unknown {
  if (value instanceof Blob) {
    files.push([path, value]);
    return null;
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each, at) => withoutFiles(each, `${path}.${at}`, files));
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutFiles(each, `${path}.${key}`, files)]));
}

/** Sends them; the text of the answer, whatever its status. */
export async function sendFiles(operations: object, files: readonly File[], sending: Sending): Promise<string> {
  const map = Object.fromEntries(files.map(([path], at) => [at, [path]]));
  const fields = { operations: JSON.stringify(operations), map: JSON.stringify(map) };
  // Only XMLHttpRequest tells a browser how much has gone out, and only fetch is there elsewhere.
  if (typeof XMLHttpRequest === "undefined") return streamed(fields, files, sending);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  files.forEach(([, file], at) => form.append(String(at), file, nameOf(file)));
  return byXhr(form, sending);
}

// A part is a file only if it has a name.
function nameOf(file: Blob): string {
  return "name" in file && typeof file.name === "string" && file.name ? file.name : "photo";
}

function byXhr(form: FormData, { url, headers, onProgress, signal }: Sending): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.({ sent: loaded, total });
    request.onload = () => resolve(request.responseText);
    request.onerror = () => reject(new TypeError("The request failed.")); // as fetch says it
    request.onabort = () => reject(signal?.reason);
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    signal?.addEventListener("abort", abort);
    request.send(form);
  });
}

async function streamed(fields: object, files: readonly File[], sending: Sending): Promise<string> {
  const boundary = `visage-${uuid()}`;
  const parts = new Blob([
    ...Object.entries(fields).map(([name, value]) => `${head(boundary, name)}\r\n\r\n${value}\r\n`),
    ...files.flatMap(([, file], at) => [fileHead(boundary, String(at), file), file, "\r\n"]),
    `--${boundary}--\r\n`,
  ]);
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    headers: { ...sending.headers, "content-type": `multipart/form-data; boundary=${boundary}` },
    body: counted(parts, sending.onProgress),
    signal: sending.signal ?? null,
    duplex: "half",
  };
  return (await sending.fetch(sending.url, init)).text();
}

function head(boundary: string, name: string): string {
  return `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`;
}

function fileHead(boundary: string, name: string, file: Blob): string {
  // Escaped as browsers do: https://html.spec.whatwg.org/#multipart-form-data
  const escaped = nameOf(file).replace(/["\r\n]/g, encodeURIComponent);
  const type = file.type || "application/octet-stream";
  return `${head(boundary, name)}; filename="${escaped}"\r\ncontent-type: ${type}\r\n\r\n`;
}

/** The bytes of a body, which are told as they are taken. */
function counted(body: Blob, onProgress: Sending["onProgress"]): ReadableStream<Uint8Array> {
  let sent = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      sent += chunk.byteLength;
      onProgress?.({ sent, total: body.size });
    },
  });
  return body.stream().pipeThrough(counting);
}
