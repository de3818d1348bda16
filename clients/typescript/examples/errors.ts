// What to do about an error: its code says what comes with it.

import { isVisageError, type Visage } from "visage-client";

export async function draw(visage: Visage, prompt: string): Promise<string> {
  try {
    const { id } = await visage.generatePictures({ prompt, count: 2 });
    return (await visage.ended(id)).images[0]?.url ?? "";
  } catch (error) {
    if (!isVisageError(error)) throw error;
    switch (error.code) {
      case "INSUFFICIENT_CREDITS":
        return `${error.details.needed - error.details.remaining} credits more are needed.`;
      case "RATE_LIMITED":
        return `Come back in ${error.details.retryAfter} seconds.`;
      case "BAD_USER_INPUT":
        return Object.values(error.details.fields ?? {}).join(" ") || error.message;
      default:
        return error.message;
    }
  }
}
