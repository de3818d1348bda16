// What the server has of a photo: its cartoons, and what is being drawn of it.
import { ask } from "./api.js";
import { hasEnded } from "./follow.js";
import { OPEN_GENERATIONS, ORIGINAL_BY_ID } from "./operations.js";

/** The generations of photos that have not ended. */
export async function openGenerations() {
  const { generations } = await ask(OPEN_GENERATIONS);
  return generations.edges.map(({ node }) => node).filter((node) => node.original && !hasEnded(node));
}

/** A photo with its cartoons and its open generations, the oldest first; null when it is gone. */
export async function photoOf(id) {
  // In this order: what ends in between is found twice, and not missed.
  const running = await openGenerations();
  const { original } = await ask(ORIGINAL_BY_ID, { id });
  if (!original) return null;
  const cartoons = [...original.cartoons].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { original, cartoons, running: running.filter((one) => one.original.id === id).reverse() };
}
