// Headshots to look at: those that are kept here, and links to those that are kept elsewhere.
import { ask } from "./api.js";
import { attempt, button, confirmed, element, local, notice, picture } from "./elements.js";
import { pictureActions } from "./gallery.js";
import { DELETE } from "./operations.js";
import { styleName } from "./styles.js";
import { announce } from "./tabs.js";

const alt = ({ style }) => `Headshot, ${styleName(style).toLowerCase()}`;

// An engine's own word; whatever else it might be, it is no link to follow.
const isLink = (url) => /^https?:\/\//i.test(url);

async function remove(id) {
  if (!(await confirmed("Forget this headshot? The picture elsewhere stays where it is.", "Forget it"))) return;
  await ask(DELETE, { id });
  announce("deleted", id);
  notice("Forgotten.");
}

// The page loads pictures from its own server only.
function elsewhere(image) {
  return [
    element("div", { class: "elsewhere" },
      element("p", {}, "Kept by the service that drew it, for as long as it likes."),
      isLink(image.full) ? element("a", {
        class: "button primary", href: image.full, target: "_blank", rel: "noopener noreferrer",
      }, "Open the picture") : null),
    element("div", { class: "row" },
      element("span", { class: "hint" }, styleName(image.style)),
      button("Forget it", () => attempt(() => remove(image.id)), { class: "quiet danger" })),
  ];
}

/** A headshot in a list: whoever shows it hears "deleted". */
export function headshotCard(image) {
  const parts = image.width === null ? elsewhere(image) : [
    element("a", { href: local(image.full), target: "_blank", rel: "noopener" }, picture(image, alt(image))),
    pictureActions(image),
  ];
  return element("li", { class: "card", "data-id": image.id }, ...parts);
}
