// Starts GraphiQL: requests by HTTP, subscriptions by graphql-transport-ws, files by multipart.
import { deviceId } from "/static/page/device.js";
import { chosen, examples, fill, tabs } from "./examples.js";
import { ToDo, filled, remember } from "./placeholders.js";

const { React, ReactDOM, GraphiQL } = window;
const input = document.querySelector("#file");
const said = document.querySelector("#said");

// The same browser is the same device here and on the page: both show the same pictures.
const headers = JSON.stringify(
  { "x-device-id": deviceId(), "apollo-require-preflight": "1" }, null, 2,
);

const address = new URL("/graphql", location.href);
const sockets = new URL(address);
sockets.protocol = sockets.protocol === "https:" ? "wss:" : "ws:";

// A comment line of the query that says a header, which the Headers editor does not say itself.
function withHeaders(query, given = {}) {
  const [, said] = /^# Authorization: (.+)$/m.exec(query) ?? [];
  const names = Object.keys(given).map((name) => name.toLowerCase());
  return said && !names.includes("authorization") ? { ...given, authorization: said } : given;
}

// https://github.com/jaydenseric/graphql-multipart-request-spec
function multipart(parameters, places, file) {
  const form = new FormData();
  form.append("operations", JSON.stringify(parameters));
  form.append("map", JSON.stringify({ 0: places }));
  form.append("0", file);
  return form;
}

async function send(parameters, places, { headers: given }) {
  const [file] = input.files;
  if (!file) {
    input.focus();
    throw new ToDo("Choose a file above the editor first.");
  }
  const body = multipart(parameters, places, file);
  const answer = await fetch(address, { method: "POST", headers: given, body });
  return answer.json();
}

const plain = GraphiQL.createFetcher({ url: address.href, subscriptionUrl: sockets.href });

// Each answer as it comes, kept for the tabs after this one.
async function* remembered(operation, events) {
  for await (const event of events) {
    remember(operation, event);
    yield event;
  }
}

async function ask(parameters, options) {
  const operation = parameters.operationName;
  const places = [];
  const variables = filled(parameters.variables ?? {}, "variables", places);
  const wanted = { ...parameters, variables };
  const sent = { ...options, headers: filled(withHeaders(parameters.query, options.headers)) };
  const answer = await (places.length ? send(wanted, places, sent) : plain(wanted, sent));
  if (answer[Symbol.asyncIterator]) return remembered(operation, answer);
  remember(operation, answer);
  return answer;
}

async function fetcher(parameters, options = {}) {
  if (parameters.operationName === "IntrospectionQuery") return plain(parameters, options);
  try {
    return await ask(parameters, options);
  } catch (error) {
    if (error instanceof ToDo) return { errors: [{ message: error.message }] };
    throw error;
  }
}

input.addEventListener("change", () => {
  const [file] = input.files;
  said.textContent = file ? `${Math.ceil(file.size / 1024)} KB` : "";
});

const all = await examples();
const flow = chosen(all);
fill(document.querySelector("#flows"), all, flow);

ReactDOM.createRoot(document.querySelector("#graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultHeaders: headers,
    defaultTabs: tabs(all, flow, headers),
    storage: GraphiQL.createLocalStorage({ namespace: `visage:${flow}` }), // its own tabs
    defaultEditorToolsVisibility: "variables",
    inputValueDeprecation: true,
  }),
);
