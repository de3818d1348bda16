// The page: asks what there is, and opens each of its parts.
import { ask } from "./api.js";
import { openConnection } from "./connection.js";
import { openCredits } from "./credits.js";
import { deviceId } from "./device.js";
import { attempt, complain, element, notice } from "./elements.js";
import { openEvent, tellEventPrice } from "./event.js";
import { openGallery } from "./gallery.js";
import { openHeadshot, tellHeadshotPrice } from "./headshot.js";
import * as operations from "./operations.js";
import { openParts } from "./parts.js";
import { openPhoto, tellPhotoPrice } from "./photo.js";
import { reachable, whenReached } from "./reach.js";
import { keeps } from "./storage.js";
import { watching } from "./watch.js";
import { openWords, tellWordsPrice } from "./words.js";
import { openYou } from "./you.js";

function tellPrices() {
  tellPhotoPrice();
  tellWordsPrice();
  tellEventPrice();
  tellHeadshotPrice();
}

// Said as soon as it matters: before anything is made.
function tellIfForgetful() {
  deviceId();
  if (!keeps()) notice("This browser keeps nothing: without signing in you cannot come back to what you make.");
}

// Who opens the page before the server is there sees it come to life later.
async function whatThereIs() {
  for (;;) {
    try {
      return (await ask(operations.CATALOG)).catalog;
    } catch (error) {
      if (error.code !== "OFFLINE") throw error;
      if (!reachable()) await new Promise((resolve) => whenReached(resolve));
    }
  }
}

async function main() {
  openParts();
  addEventListener("hashchange", () => complain(null)); // what went wrong was said of the part before
  openConnection();
  openGallery();
  tellIfForgetful();
  openYou();
  document.querySelector("#error button").addEventListener("click", () => complain(null));
  await attempt(async () => {
    // First be told what changes, then read how it is: nothing falls between.
    const [, catalog] = await Promise.all([watching(), whatThereIs()]);
    await Promise.all([
      openCredits(catalog, tellPrices), openPhoto(catalog), openWords(catalog),
      openEvent(catalog), openHeadshot(catalog),
    ]);
  });
  document.body.append(element("div", { id: "ready", hidden: true }));
}

main();
