import { expect, it } from "vitest";
import { classColour, coloursOf, placesOf, viridis } from "./colours.ts";
import { someRows } from "./rows.fixture.ts";

it("viridis goes from its first colour to its last, by way of its middle", () => {
  expect([0, 0.5, 1].map(viridis)).toEqual(["#440154", "#21918c", "#fde725"]);
});

it("twelve classes have twelve colours, on light and on dark", () => {
  for (const scheme of ["light", "dark"] as const)
    expect(new Set(Array.from({ length: 12 }, (_, i) => classColour(i, scheme))).size).toBe(12);
});

it("a number's colour is its place between the least and the greatest", () => {
  const loss = someRows.columns[2]!;
  const last = coloursOf(loss, "light").length - 1;
  expect([...(placesOf(loss, 4) as Float64Array)]).toEqual([1, 1, 0, last]);
});

it("numbers that are all the same have a colour", () => {
  const same = { kind: "numbers", name: "loss", numbers: Float64Array.of(2, 2) } as const;
  expect([...(placesOf(same, 2) as Float64Array)]).toEqual([0, 0]);
});
