// Finds the Chromium for browser tests and benchmarks: the user's or the system's. On Debian, it can install it as root.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { installed } from "./apt.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const applications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

// The features that Playwright disables (a second list would replace its own), and the suggestions of the address bar. For these,
// each window loads two pages, which take 1.4 s of a core, more than the tested page.
const OFF = [
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxPopup",
];
/** Chromium's flag that disables the suggestions of the address bar. */
export const withoutSuggestions = `--disable-features=${OFF.join()}`;

/** Finds Chromium. @returns {string | undefined} CHROMIUM_PATH, or the first Chromium or Chrome on the PATH. */
export function findChromium() {
  const { CHROMIUM_PATH, PATH = "" } = process.env;
  const onPath = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return (CHROMIUM_PATH ? [CHROMIUM_PATH] : [...onPath, ...applications]).find(isExecutable);
}

/** Finds Chromium, or installs Debian's. If neither is possible, it prints what to do. @returns {string | undefined} */
export function bringChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.env.CHROMIUM_PATH) {
    console.error(
      `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which doesn't exist, so the browser tests are skipped. Set it to the path of Chromium or Chrome.`,
    );
    return undefined;
  }
  if (installed("Chromium", "chromium", "the browser tests")) {
    const fresh = findChromium();
    if (fresh) return fresh;
  }
  console.error(
    "Chromium isn't installed, so the browser tests are skipped. Install it (apt install chromium), or set CHROMIUM_PATH to the path of Chrome.",
  );
  return undefined;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
