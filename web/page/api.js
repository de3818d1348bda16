// Speaks GraphQL over HTTP: JSON, or multipart when a file goes along.
import { deviceId } from "./device.js";
import { pause, reached } from "./reach.js";
import { refused, session } from "./session.js";

/** What the server refused, with its message for people, its code and all that it says besides. */
export class ApiError extends Error {
  constructor(message, code, details = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** For steps that nobody asked for: what the server refuses comes to nothing; other errors are thrown on. */
export function unheard(error) {
  if (!(error instanceof ApiError)) throw error;
}

const OFFLINE = "The server cannot be reached. Check the connection and try again.";
const PATIENCE_MS = 90_000;
const LONGEST_PAUSE_MS = 4000;

function headers(token) {
  // The preflight header tells the server that a script of this page is asking, not a foreign form.
  const said = { "x-device-id": deviceId(), "apollo-require-preflight": "1", accept: "application/json" };
  return token ? { ...said, authorization: `Bearer ${token}` } : said;
}

// https://github.com/jaydenseric/graphql-multipart-request-spec
function multipart(operation, { path, file }) {
  const form = new FormData();
  form.append("operations", JSON.stringify(operation));
  form.append("map", JSON.stringify({ 0: [path] }));
  form.append("0", file);
  return form;
}

/**
 * The `data` of one operation; `upload` is {path, file, sent}, whose `sent(share)` is called
 * as the file goes out. Throws ApiError. What may be sent twice, a query or a wish with a key that makes it
 * one wish, is sent again for a while when the server cannot be reached; a query also when whoever
 * asked has signed in or out meanwhile.
 */
export async function ask(query, variables = {}, upload = null) {
  const harmless = !/^\s*mutation/.test(query);
  const repeatable = harmless || Boolean(variables.key ?? variables.input?.idempotencyKey);
  const giveUp = Date.now() + (repeatable ? PATIENCE_MS : 0);
  for (let wait = 500; ; wait = Math.min(LONGEST_PAUSE_MS, wait * 2)) {
    const token = session()?.token;
    try {
      return await once({ query, variables }, upload, headers(token));
    } catch (error) {
      if (error.code === "UNAUTHENTICATED") {
        if (harmless && session()?.token !== token) continue;
        refused(token);
      }
      if (error.code !== "OFFLINE" || Date.now() + wait > giveUp) throw error;
      await pause(wait);
    }
  }
}

async function once(operation, upload, said) {
  const answer = upload ? await sendFile(operation, upload, said) : await send(operation, said);
  if (answer.errors?.length) {
    const [error] = answer.errors;
    throw new ApiError(error.message, error.extensions?.code, error.extensions);
  }
  return answer.data;
}

async function send(operation, said) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { ...said, "content-type": "application/json" },
    body: JSON.stringify(operation),
  }).catch(unreached);
  return understood(response.status, await response.text().catch(unreached));
}

// The older way to ask, since fetch cannot tell how much of a file has gone out.
function sendFile(operation, upload, said) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/graphql");
    for (const [name, value] of Object.entries(said)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => upload.sent?.(total ? loaded / total : 0);
    request.onload = () => resolve([request.status, request.responseText]);
    request.onerror = () => reject(new Error("lost"));
    request.send(multipart(operation, upload));
  }).catch(unreached).then((answer) => understood(...answer));
}

function unreached() {
  reached(false);
  throw new ApiError(OFFLINE, "OFFLINE");
}

function understood(status, text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    // What stands before the server says so in its own way when there is none behind it.
    if (status >= 502 && status <= 504) unreached();
    throw new ApiError(`The server answered in an unexpected way (${status}).`, "UNEXPECTED");
  }
  reached(true);
  return answer;
}
