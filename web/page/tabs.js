// What one part of the page does is told to its other parts, in this tab and in the others.

const channel = new BroadcastChannel("visage");
const listeners = new Map();

function tell(topic, detail) {
  for (const heard of listeners.get(topic) ?? []) heard(detail);
}

channel.onmessage = ({ data: { topic, detail } }) => tell(topic, detail);

/** Tells everybody who hears of `topic`: "deleted" with the id of a photo, a face or a picture. */
export function announce(topic, detail) {
  channel.postMessage({ topic, detail });
  tell(topic, detail);
}

/** Calls `heard(detail)` whenever `topic` is announced, here or in another tab. */
export function hear(topic, heard) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(heard);
}
