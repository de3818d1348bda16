// All that somebody has, kept up to date over reloads, lost connections and other tabs.

import { type Visage, type Generation } from "visage-client";

export async function keepUpToDate(visage: Visage, show: (generation: Generation) => void, signal: AbortSignal) {
  const after = localStorage.getItem("visage.cursor");
  for await (const { generation, cursor } of visage.changes({ after, signal })) {
    show(generation);
    if (cursor !== null) localStorage.setItem("visage.cursor", cursor);
  }
}
