// Writes src/generated.ts from the schema and the operations; with --check it only says whether the
// file is what it would write.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { plugin } from "@graphql-codegen/typescript-operations";
import { Kind, buildSchema, concatAST, parse, print, separateOperations, stripIgnoredCharacters } from "graphql";

const here = (path) => new URL(path, import.meta.url);
const TARGET = here("src/generated.ts");
const HEAD = `// Generated from schema.graphql and operations/ by \`make clients\`: not to be changed by hand.

/** The text of an operation, and what it takes and brings. */
export type Operation<Result, Variables> = string & { readonly types?: (variables: Variables) => Result };
`;

const CONFIG = {
  enumType: "string-literal",
  scalars: {
    DateTime: { input: "string", output: "string" },
    ID: { input: "string", output: "string" },
    JSON: { input: "unknown", output: "unknown" },
    Upload: { input: "Blob", output: "never" },
  },
  strictScalars: true,
  immutableTypes: true,
  inlineFragmentTypes: "combine",
  skipTypename: true,
};

function readOperations() {
  const folder = here("../operations/");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".graphql"))
    .sort()
    .map((name) => ({ location: name, document: parse(readFileSync(new URL(name, folder), "utf8")) }));
}

/** The texts to send: each fragment stands in the file once. */
function texts(document) {
  const text = (definition) => JSON.stringify(stripIgnoredCharacters(print(definition)));
  const isFragment = ({ kind }) => kind === Kind.FRAGMENT_DEFINITION;
  const called = ({ name }) => name.value;
  const fragments = document.definitions.filter(isFragment);
  const lines = fragments.map((each) => `const ${called(each)} = ${text(each)};`);
  for (const [name, { definitions }] of Object.entries(separateOperations(document))) {
    const each = definitions.find((it) => !isFragment(it));
    const type = name + each.operation[0].toUpperCase() + each.operation.slice(1);
    const parts = [text(each), ...definitions.filter(isFragment).map(called)];
    lines.push(`export const ${name}: Operation<${type}, ${type}Variables> =\n  ${parts.join(" + ")};`);
  }
  return lines.join("\n");
}

async function generated() {
  const schema = buildSchema(readFileSync(here("../../schema.graphql"), "utf8"));
  const sources = readOperations();
  const document = concatAST(sources.map((source) => source.document));
  const types = await plugin(schema, sources, CONFIG, { outputFile: TARGET.pathname });
  const text = [HEAD, ...types.prepend, types.content, texts(document)].join("\n");
  return `${text.replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n").trim()}\n`;
}

const text = await generated();
if (!process.argv.includes("--check")) {
  writeFileSync(TARGET, text);
} else if (readFileSync(TARGET, "utf8") !== text) {
  console.error("src/generated.ts is not what schema.graphql and operations/ say: run `make clients`.");
  process.exitCode = 1;
}
