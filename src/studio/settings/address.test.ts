import { describe, expect, it } from "vitest";
import { fromParameters, ignoredIn, toParameters } from "./address.ts";
import type { LayerChoices } from "./layers.ts";
import { defaultsOf, lectureFamilies, type Settings } from "./settings.ts";

const there = (settings: Settings) => fromParameters(new URLSearchParams(toParameters(settings).toString()));

describe("the address of the page", () => {
  it.each(lectureFamilies)("restores all settings of the family %s", (family) => {
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

  it("restores edited layers", () => {
    const layers: LayerChoices = {
      encoder: [
        { kind: "Flatten", config: {} },
        { kind: "Dense", config: { units: 3, activation: "selu" } },
      ],
      decoder: [{ kind: "DenseTranspose", config: { activation: "sigmoid" }, tiedTo: 1 }],
    };
    expect(there({ ...defaultsOf("stacked"), layers }).layers).toEqual(layers);
  });

  it("is short if all settings are defaults", () => {
    expect(toParameters(defaultsOf("tied")).toString()).toBe("data=mnist&system=tied");
  });

  it.each([
    ["codings=-4", "codings=-4 (using 30)"],
    ["system=nothing", "system=nothing (using stacked)"],
    ["learningRate=fast&seed=1", "learningRate=fast (using 1.5)"],
    ["colour=red", "colour=red"],
    ["system=constructor", "system=constructor (using stacked)"],
    ["constructor=1&__proto__=2&toString=3", "constructor=1, __proto__=2, toString=3"],
  ])("reports invalid settings: %s", (query, listed) => {
    const parameters = new URLSearchParams(query);
    expect(ignoredIn(parameters, fromParameters(parameters))).toBe(
      `The address contains invalid settings: ${listed}. Correct the address, or use the settings form.`,
    );
  });

  it("reports nothing if all settings are valid", () => {
    const parameters = new URLSearchParams("data=garments&system=sparse&hidden=40,20&sparsity=l1:0.01&fineTune=false");
    expect(ignoredIn(parameters, fromParameters(parameters))).toBeUndefined();
  });
});
