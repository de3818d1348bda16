// What stands between {{ and }} in variables and headers: an earlier answer, or words to replace.

const KEY = "visage.graphiql.answers"; // for as long as this browser tab is open
const HOLE = /\{\{(.+?)\}\}/g;
const FILE = "{{the chosen file}}";
const PATH = /^[A-Z]\w*(\.\w+)+$/;
const WEEK = 7 * 24 * 60 * 60 * 1000;

const KNOWN = { "a week ago": () => new Date(Date.now() - WEEK).toISOString() };

function answers() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
}

/** Keeps what an operation was answered with, below its one field, for the tabs after it. */
export function remember(operation, answer) {
  const [found] = Object.values(answer?.data ?? {});
  if (operation && found && typeof found === "object") {
    sessionStorage.setItem(KEY, JSON.stringify({ ...answers(), [operation]: found }));
  }
}

/** What somebody has to do before a tab can run. */
export class ToDo extends Error {}

function looked(words) {
  if (words in KNOWN) return KNOWN[words]();
  if (!PATH.test(words)) throw new ToDo(`Write your own in the place of {{${words}}}.`);
  const [operation, ...steps] = words.split(".");
  const found = steps.reduce((value, step) => value?.[step], answers()[operation]);
  if (found === undefined || found === null) {
    throw new ToDo(`Run the tab ${operation} first: ${words} comes from its answer.`);
  }
  return String(found);
}

/**
 * The same value with everything between braces filled in; throws a ToDo.
 * Each place of the file, as in variables.input.image, is put into `files`, and null there.
 */
export function filled(value, path = "", files = []) {
  if (value === FILE) {
    files.push(path);
    return null;
  }
  if (typeof value === "string") return value.replace(HOLE, (_, words) => looked(words));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value)
    .map(([name, each]) => [name, filled(each, `${path}.${name}`, files)]);
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}
