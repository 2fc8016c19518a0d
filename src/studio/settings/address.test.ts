import { describe, expect, it } from "vitest";
import { fromParameters, ignoredIn, toParameters } from "./address.ts";
import type { LayerChoices } from "./layers.ts";
import { defaultsOf, lectureFamilies, type Settings } from "./settings.ts";

const there = (settings: Settings) => fromParameters(new URLSearchParams(toParameters(settings).toString()));

describe("an address", () => {
  it.each(lectureFamilies)("holds all settings of a %s one, and gives them back", (family) => {
    const changed = {
      codings: 7,
      hidden: [20, 10],
      learningRate: 0.03,
      seed: 9,
      epochs: 3,
      noise: "dropout:0.4",
      validation: 0.25,
    };
    for (const settings of [defaultsOf(family), { ...defaultsOf(family, "garments"), ...changed }])
      expect(there(settings)).toEqual(settings);
  });

  it("holds edited layers", () => {
    const layers: LayerChoices = {
      encoder: [
        { kind: "Flatten", config: {} },
        { kind: "Dense", config: { units: 3, activation: "selu" } },
      ],
      decoder: [{ kind: "DenseTranspose", config: { activation: "sigmoid" }, tiedTo: 1 }],
    };
    expect(there({ ...defaultsOf("stacked"), layers }).layers).toEqual(layers);
  });

  it("is short where nothing was changed", () => {
    expect(toParameters(defaultsOf("tied")).toString()).toBe("data=mnist&system=tied");
  });

  it.each([
    ["codings=-4", "codings=-4 (30 is taken)"],
    ["system=nothing", "system=nothing (stacked is taken)"],
    ["learningRate=fast&seed=1", "learningRate=fast (1.5 is taken)"],
    ["colour=red", "colour=red"],
    ["system=constructor", "system=constructor (stacked is taken)"],
    ["constructor=1&__proto__=2&toString=3", "constructor=1, __proto__=2, toString=3"],
  ])("says what it says wrongly: %s", (query, told) => {
    const parameters = new URLSearchParams(query);
    expect(ignoredIn(parameters, fromParameters(parameters))).toBe(
      `The address says what can't be: ${told}. Mend it, or choose in the settings.`,
    );
  });

  it("says nothing of what it says rightly", () => {
    const parameters = new URLSearchParams("data=garments&system=sparse&hidden=40,20&sparsity=l1:0.01&fineTune=false");
    expect(ignoredIn(parameters, fromParameters(parameters))).toBeUndefined();
  });
});
