// Who calls: a device, and perhaps a person by a token, which may be renewed.

export interface Caller {
  /** Any UUID, made once and kept by the app: whoever knows it sees what the device has made. */
  readonly deviceId: string;
  /** Of somebody who has signed in. */
  readonly token?: string | undefined;
  /** Asked for a new token when the one in use is no longer good; undefined: there is none, and
   * the call that needed it is refused with UNAUTHENTICATED. */
  readonly renewToken?: (() => Promise<string | undefined>) | undefined;
}

export class Identity {
  readonly deviceId: string;
  token: string | undefined;
  readonly #ask: Caller["renewToken"];
  #renewing: Promise<string | undefined> | undefined;

  constructor({ deviceId, token, renewToken }: Caller) {
    this.deviceId = deviceId;
    this.token = token;
    this.#ask = renewToken;
  }

  /** As headers, and as the payload of a socket's connection_init. */
  get headers(): Record<string, string> {
    const device = { "x-device-id": this.deviceId };
    return this.token === undefined ? device : { ...device, authorization: `Bearer ${this.token}` };
  }

  /** Whether there is another token than `refused` now. Calls that are refused at once ask once. */
  async renew(refused: string | undefined): Promise<boolean> {
    if (this.token === refused && refused !== undefined && this.#ask) {
      this.#renewing ??= this.#ask().finally(() => (this.#renewing = undefined));
      const token = await this.#renewing;
      if (this.token === refused && token !== undefined) this.token = token;
    }
    return this.token !== refused;
  }
}

/** A random UUID, version 4 (RFC 9562). `crypto.randomUUID` exists on secure origins only. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The id of this browser or of this app: made at the first call and kept in `storage`. */
export function keptDeviceId(storage: Pick<Storage, "getItem" | "setItem"> = localStorage): string {
  const key = "visage.device";
  const id = storage.getItem(key) ?? uuid();
  storage.setItem(key, id);
  return id;
}
