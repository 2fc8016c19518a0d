// Installs a Debian package that some tests need, on Debian as root.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Tries to install a package. @returns whether it tried. */
export function installed(name, debianPackage, purpose) {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return false;
  console.log(`${name} isn't installed. Installing it with apt-get for ${purpose} ...`);
  apt("update");
  apt("install", "-y", "--no-install-recommends", debianPackage);
  return true;
}

function apt(...args) {
  const { status, stderr } = spawnSync("apt-get", ["-q", ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) console.error(`apt-get ${args[0]}: ${stderr?.trim().split("\n").at(-1) ?? "can't run"}`);
}
