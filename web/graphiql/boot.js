// Starts GraphiQL: requests by HTTP, subscriptions by graphql-transport-ws, files by multipart.
import { deviceId } from "/static/page/device.js";
import { story } from "./story.js";

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

// Names of the variables of the operation that runs whose type is Upload.
function uploadVariables(document, operationName) {
  const operation = document?.definitions.find((part) => part.kind === "OperationDefinition"
    && (!operationName || part.name?.value === operationName));
  return (operation?.variableDefinitions ?? [])
    .filter(({ type }) => (type.type ?? type).name?.value === "Upload")
    .map(({ variable }) => variable.name.value);
}

// https://github.com/jaydenseric/graphql-multipart-request-spec
function multipart(parameters, names, file) {
  const empty = Object.fromEntries(names.map((name) => [name, null]));
  const variables = { ...parameters.variables, ...empty };
  const form = new FormData();
  form.append("operations", JSON.stringify({ ...parameters, variables }));
  form.append("map", JSON.stringify({ 0: names.map((name) => `variables.${name}`) }));
  form.append("0", file);
  return form;
}

async function send(parameters, names, options) {
  const [file] = input.files;
  if (!file) {
    input.focus();
    throw new Error("Choose a file above the editor first: it fills every Upload variable.");
  }
  const body = multipart(parameters, names, file);
  const answer = await fetch(address, { method: "POST", headers: options.headers, body });
  return answer.json();
}

const plain = GraphiQL.createFetcher({ url: address.href, subscriptionUrl: sockets.href });

function fetcher(parameters, options) {
  const names = uploadVariables(options?.documentAST, parameters.operationName);
  return names.length ? send(parameters, names, options) : plain(parameters, options);
}

input.addEventListener("change", () => {
  const [file] = input.files;
  const size = file ? `${Math.ceil(file.size / 1024)} KB, ` : "";
  said.textContent = `${size}goes with the next run that needs one`;
});


ReactDOM.createRoot(document.querySelector("#graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultHeaders: headers,
    defaultTabs: story(headers),
    defaultEditorToolsVisibility: "variables",
    inputValueDeprecation: true,
  }),
);
