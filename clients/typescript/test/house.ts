// The Visage that tests talk to, and what its keeper in Python does when it is asked.
import { readFileSync } from "node:fs";
import { WebSocket } from "ws";
import { isVisageError, uuid, Visage, type VisageError, type VisageOptions } from "../src/index.js";

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests are run by tests/test_typescript_client.py`);
  return value;
}

export const photo = new File([readFileSync(given("PHOTO"))], "me.jpg", { type: "image/jpeg" });

/** Somebody whom the server has not seen yet. */
export function newcomer(options: Partial<VisageOptions> = {}): Visage {
  return new Visage({ url: given("VISAGE_URL"), deviceId: uuid(), WebSocket, ...options });
}

/** Asks the keeper to kill or start the web process, or for the newest code that was mailed. */
export async function keeper(wish: "kill" | "start" | "code"): Promise<string> {
  return (await fetch(`${given("KEEPER_URL")}/${wish}`)).text();
}

export async function refusal(call: Promise<unknown>): Promise<VisageError> {
  try {
    await call;
  } catch (error) {
    if (isVisageError(error)) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}
