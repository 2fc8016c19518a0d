import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** The files whose messages the page explains. */
const FILES = [
  "src/training/doctor.ts",
  "src/training/loop/trial.ts",
  "src/training/loop/broken-loss.ts",
  "src/autoencoders/diagnose/diagnose.ts",
];

/** The longest part of each message that has no values in it. */
const partsIn = (file: string): string[] =>
  Array.from(readFileSync(file, "utf8").matchAll(/message`((?:[^`$]|\$\{(?:[^{}`]|\{[^}]*\}|`[^`]*`)*\})*)`/g), ([, text]) =>
    text!
      .split(/\$\{(?:[^{}`]|\{[^}]*\}|`[^`]*`)*\}/)
      .map((part) => part.trim())
      .reduce((longest, part) => (part.length > longest.length ? part : longest), ""),
  ).filter((part) => part.length > 12);

it("docs/troubleshooting.md explains each warning of a training", () => {
  const page = readFileSync("docs/troubleshooting.md", "utf8").replaceAll("`", "").replace(/\s+/g, " ");
  const parts = FILES.flatMap(partsIn);
  expect(parts.filter((part) => !page.includes(part.replaceAll("`", "")))).toEqual([]);
  expect(parts.length).toBeGreaterThanOrEqual(10);
});
