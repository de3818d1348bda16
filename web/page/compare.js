// Two pictures over each other, and a line between them that goes where it is pulled.
import { element, picture } from "./elements.js";

const MIDDLE = 50;

/** `left` and `right` are { image, name, link }; the line moves by mouse, by touch and with the arrow keys. */
export function comparison(left, right) {
  const slider = element("input", {
    type: "range", min: 0, max: 100, value: MIDDLE, "aria-label": `How much of ${left.name} is seen beside ${right.name}`,
  });
  const whole = picture(right.image, right.name, right.link);
  const frame = element(
    "div", { class: "compare" },
    whole,
    element("div", { class: "over" }, picture(left.image, left.name, left.link)),
    element("span", { class: "tag left", "aria-hidden": "true" }, left.name),
    element("span", { class: "tag right", "aria-hidden": "true" }, right.name),
    element("span", { class: "line", "aria-hidden": "true" }),
    slider,
  );
  const move = () => {
    frame.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${slider.value} % ${left.name}`);
  };
  slider.addEventListener("input", move);
  move();
  frame.style.setProperty("--ratio", whole.style.getPropertyValue("--ratio"));
  return frame;
}
