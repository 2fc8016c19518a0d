import { expect, it } from "vitest";
import type { FamilyName } from "../../autoencoders/index.ts";
import { autoencoderOf } from "../settings/recipe.ts";
import { defaultsOf, lectureFamilies } from "../settings/settings.ts";
import { wishesFor } from "./wishes.ts";

const namesFor = (family: FamilyName, shape: readonly number[], changed = {}) =>
  wishesFor(autoencoderOf({ ...defaultsOf(family, shape.length === 1 ? "points-3d" : "mnist"), ...changed }, { shape }), {
    epochs: 1,
  }).map(({ name }) => name);

it.each(lectureFamilies)("offers all figures for pictures with the family %s", (family) => {
  const all = ["network", "learning-curve", "reconstructions", "detectors", "map", "errors"];
  expect(namesFor(family, [28, 28])).toEqual(all);
});

it("offers the figure of points in space only with two codings", () => {
  expect(namesFor("linear", [3])).toEqual(["network", "learning-curve", "points", "errors"]);
  expect(namesFor("linear", [3], { codings: 1 })).toEqual(["network", "learning-curve", "errors"]);
});

it("offers no drawing of a network that isn't symmetric", () => {
  const layers = {
    encoder: [{ kind: "Dense", config: { units: 2, activation: "selu" } }],
    decoder: [
      { kind: "Dense", config: { units: 9, activation: "selu" } },
      { kind: "Dense", config: { units: 3, activation: "linear" } },
    ],
  };
  expect(namesFor("stacked", [3], { layers })).not.toContain("network");
});

it("gives the reason why there is no learning curve before the end of the first epoch", () => {
  const [, curve] = wishesFor(autoencoderOf(defaultsOf("stacked"), { shape: [28, 28] }), { epochs: 0 });
  expect(curve).toMatchObject({ name: "learning-curve", reason: "The learning curve appears after the first epoch." });
});
