// The Chromium that the browser tests and benchmarks drive: the user's or the system's. On Debian, as root, it can be installed.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const applications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

// What Playwright switches off (a second list takes the place of the first), and the address bar's suggestions: each window loads two pages for them, which
// takes 1.4 s of a core, more than the page that is tested.
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
/** Chromium's flag for windows whose address bar suggests nothing. */
export const withoutSuggestions = `--disable-features=${OFF.join()}`;

/** @returns {string | undefined} the path of CHROMIUM_PATH, else of the first Chromium or Chrome on the PATH. */
export function findChromium() {
  const { CHROMIUM_PATH, PATH = "" } = process.env;
  const onPath = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return (CHROMIUM_PATH ? [CHROMIUM_PATH] : [...onPath, ...applications]).find(isExecutable);
}

/** Finds Chromium, or installs Debian's; where neither is possible it says in one line what to do. @returns {string | undefined} */
export function bringChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.env.CHROMIUM_PATH) {
    console.error(`CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, but no program is there; the browser tests are skipped.`);
    return undefined;
  }
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    console.log("Chromium isn't here: apt-get installs it for the browser tests ...");
    apt("update");
    apt("install", "-y", "--no-install-recommends", "chromium");
    const installed = findChromium();
    if (installed) return installed;
  }
  console.error(
    "Chromium isn't here; the browser tests are skipped. Install it (apt install chromium), or set CHROMIUM_PATH to a Chrome.",
  );
  return undefined;
}

function apt(...args) {
  const { status, stderr } = spawnSync("apt-get", ["-q", ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) console.error(`apt-get ${args[0]}: ${stderr?.trim().split("\n").at(-1) ?? "can't be run"}`);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
