// The parts of the page, one of which is open; the address remembers which.

const find = (selector) => document.querySelector(selector);
const parts = () => [...document.querySelectorAll("main > [data-part]")];

// What follows #/ in the address is the part's name; what follows a further / is the part's own.
function open() {
  const [, wanted] = location.hash.split("/");
  const chosen = parts().find(({ dataset }) => dataset.part === wanted) ?? parts()[0];
  const before = parts().find((part) => !part.hidden);
  for (const part of parts()) part.hidden = part !== chosen;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash !== `#/${chosen.dataset.part}`) link.removeAttribute("aria-current");
    else {
      link.setAttribute("aria-current", "page");
      document.title = `${link.textContent.trim()} · Visage`;
    }
  }
  return chosen === before ? null : chosen;
}

/** What the address says after the name of the part that is open: "gala" of "#/event/gala". */
export function rest() {
  const said = location.hash.split("/").slice(2).join("/");
  try {
    return decodeURIComponent(said);
  } catch {
    return said; // a % that means itself
  }
}

/** Shows the part that the address names, from now on. */
export function openParts() {
  addEventListener("hashchange", () => {
    const opened = open();
    if (!opened) return;
    scrollTo({ top: 0, behavior: "instant" });
    // As if another page had come: readers of screens say its heading.
    opened.querySelector("h2")?.focus({ preventScroll: true });
  });
  find("#skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address says which part is open
    find("#content").focus();
  });
  open();
}
