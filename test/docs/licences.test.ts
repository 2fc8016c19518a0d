import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { licenceTable } from "../../scripts/docs/licences.mjs";

/** Licences of packages that an MIT package can depend on and that a user can install with it. */
const USABLE = [
  ...["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT", "OFL-1.1", "Unlicense", "CC0-1.0"],
  // libvips and resvg are libraries of their own, which are called unchanged.
  ...["LGPL-3.0-or-later", "MPL-2.0"],
];

it("docs/dependencies.md has the licences of all packages that users install, and each is usable", () => {
  const [, table] = /<!-- licences -->\n\n\| licence.*\n.*\n([\s\S]*)\n\n<!-- \/licences -->/.exec(
    readFileSync("docs/dependencies.md", "utf8"),
  )!;
  expect(table, "Replace the table by what this prints: node scripts/docs/licences.mjs").toBe(licenceTable());
  const licences = table!.split("\n").map((row) => row.split(" | ")[0]!.slice(2));
  const parts = licences.flatMap((licence) =>
    licence
      .replace("Apache 2.0", "Apache-2.0")
      .replace(/[()]/g, "")
      .split(/ AND | OR /),
  );
  expect(parts.filter((part) => !USABLE.includes(part))).toEqual([]);
});
