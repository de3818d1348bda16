// Who this browser is: a random UUID, made once and kept here.

import { storage } from "./storage.js";

const KEY = "visage.device";
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A random UUID, version 4 (RFC 9562). `crypto.randomUUID` exists on secure origins only. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The id of this browser; whoever knows it sees its pictures. */
export function deviceId() {
  let id = storage.getItem(KEY);
  if (!UUID.test(id ?? "")) {
    id = uuid();
    storage.setItem(KEY, id);
  }
  return id;
}
