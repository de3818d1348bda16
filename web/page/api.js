// Speaks GraphQL over HTTP: JSON, or multipart when a file goes along.
import { deviceId } from "./device.js";

/** What the server refused, with its message for people, its code and all that it says besides. */
export class ApiError extends Error {
  constructor(message, code, details = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

const OFFLINE = "The server cannot be reached. Check the connection and try again.";

function headers() {
  // The preflight header tells the server that a script of this page is asking, not a foreign form.
  return { "x-device-id": deviceId(), "apollo-require-preflight": "1", accept: "application/json" };
}

// https://github.com/jaydenseric/graphql-multipart-request-spec
function multipart(operation, path, file) {
  const form = new FormData();
  form.append("operations", JSON.stringify(operation));
  form.append("map", JSON.stringify({ 0: [path] }));
  form.append("0", file);
  return form;
}

/** The `data` of one operation; `upload` is {path, file}. Throws ApiError. */
export async function ask(query, variables = {}, upload = null) {
  const request = { method: "POST", headers: headers() };
  if (upload) {
    request.body = multipart({ query, variables }, upload.path, upload.file);
  } else {
    request.headers["content-type"] = "application/json";
    request.body = JSON.stringify({ query, variables });
  }
  const answer = await send(request);
  if (answer.errors?.length) {
    const [error] = answer.errors;
    throw new ApiError(error.message, error.extensions?.code, error.extensions);
  }
  return answer.data;
}

async function send(request) {
  let response;
  try {
    response = await fetch("/graphql", request);
  } catch {
    throw new ApiError(OFFLINE, "OFFLINE");
  }
  try {
    return await response.json();
  } catch {
    throw new ApiError(`The server answered in an unexpected way (${response.status}).`, "OFFLINE");
  }
}
