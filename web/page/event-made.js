// The avatar that was asked for: how far it is, then the picture, large, with what can be done with it.
import { element, local, picture } from "./elements.js";
import { hasEnded } from "./follow.js";
import { nameOf } from "./event-form.js";
import { showProgress, stageWords } from "./progress.js";

const find = (selector) => document.querySelector(selector);

/** A link that keeps the picture as a file. */
export function keepLink(avatar, words) {
  const { finalImage } = avatar;
  return element("a", {
    class: "button primary", href: local(finalImage.full), download: `avatar-${avatar.event}-${finalImage.id}.png`,
  }, words);
}

/** What an avatar shows, for who does not see it. */
export const describe = ({ name, organization, look }) =>
  `${name} as a ${nameOf(look).toLowerCase()}, of ${organization}`;

/** Shows a step under way: `words` and `share`, 0 to 1, and whether it can be cancelled; nothing for null. */
export function showStep(words, share = 0, stoppable = false) {
  showProgress("#stand-progress", words, share, stoppable);
  find("#sketch").classList.toggle("busy", words !== null);
}

function facts({ name, email, phone, district, category, organization }, event) {
  const lines = [["Event", event], ["Name", name], ["Organization", organization], ["E-mail", email],
    ["Phone", phone], ["District", district], ["Category", category]];
  return lines.flatMap(([term, fact]) => [element("dt", {}, term), element("dd", {}, fact)]);
}

/** Shows a registration: its avatar, or how far it is; `event` is the event's title. */
export function showMade(avatar, event) {
  const { generation, finalImage } = avatar;
  const open = Boolean(generation) && !hasEnded(generation);
  showStep(open ? stageWords(generation) : null, generation?.progress, open);
  find("#guest-title").textContent = finalImage ? "Here you are" : open ? "Being drawn" : "Registered";
  find("#guest-facts").replaceChildren(...facts(avatar, event));
  find("#guest-note").textContent = open
    ? "This takes a few seconds. You may leave: it goes on, and you find it here again." : "";
  find("#guest-note").hidden = !open;
  const shown = finalImage?.id ?? "";
  const place = find("#stand-picture");
  if (place.dataset.shown !== shown) {
    place.dataset.shown = shown;
    place.replaceChildren(...(finalImage ? [picture(finalImage, describe(avatar))] : []));
    find("#guest-actions").replaceChildren(...(finalImage
      ? [keepLink(avatar, `Download (PNG, ${finalImage.width} px)`)] : []));
  }
}
