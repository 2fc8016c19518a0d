// Lists the licences of the packages that a user of this package installs, on any platform. docs/dependencies.md has the list, and a
// test compares them. To print it: node scripts/docs/licences.mjs
import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

/** Returns the rows of the list as Markdown: each licence with its packages. Packages for one platform are named together. */
export function licenceTable() {
  const { packages } = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));
  const byLicence = {};
  for (const [path, { dev, devOptional, license = "none" }] of Object.entries(packages)) {
    if (path === "" || dev || devOptional) continue;
    const name = path
      .split("node_modules/")
      .at(-1)
      .replace(/-(android|darwin|freebsd|linux|linuxmusl|win32|webcontainers)-.*$/, "-*");
    byLicence[license] ??= new Set();
    byLicence[license].add(name);
  }
  const rows = Object.entries(byLicence).toSorted(([a], [b]) => a.localeCompare(b, "en"));
  return rows.map(([licence, names]) => `| ${licence} | ${[...names].toSorted().join(", ")} |`).join("\n");
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(licenceTable());
