import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { activations, layerKinds } from "../../src/layers/index.ts";

const page = readFileSync("docs/layers.md", "utf8");
const inCode = new Set(Array.from(page.matchAll(/`(\w+)`/g), ([, name]) => name));

it("docs/layers.md names each layer and each activation", () => {
  const names = [...Object.keys(layerKinds), ...Object.keys(activations)];
  expect(names.filter((name) => !inCode.has(name))).toEqual([]);
});
