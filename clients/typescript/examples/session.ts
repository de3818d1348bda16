// Signing in by code; the token is kept, and renewed while it is good.

import { keptDeviceId, Visage } from "visage-client";

const KEY = "visage.token";
const visage = new Visage({
  url: "https://visage.example",
  deviceId: keptDeviceId(),
  token: localStorage.getItem(KEY) ?? undefined,
  renewToken: async () => {
    localStorage.removeItem(KEY); // over for good: ask the person to sign in again
    return undefined;
  },
});

export async function signIn(email: string, askForCode: () => Promise<string>): Promise<void> {
  await visage.requestCode(email);
  const { token } = await visage.verifyCode(email, await askForCode());
  localStorage.setItem(KEY, token);
}

export async function atEachStart(): Promise<void> {
  if (visage.token !== undefined) localStorage.setItem(KEY, (await visage.refreshSession()).token);
}
