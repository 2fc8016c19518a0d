import { describe, expect, it } from "vitest";
import { joinedWeights } from "../engine/viewing.ts";
import { autoencoderOf } from "../settings/recipe.ts";
import { defaultsOf, type Settings } from "../settings/settings.ts";
import { strongest, unitLayers, unitName, weightOf } from "./units.ts";

const of = (family: Settings["family"], changed: Partial<Settings>, shape: readonly number[]) => {
  const autoencoder = autoencoderOf({ ...defaultsOf(family), ...changed }, { shape });
  return { layers: unitLayers(autoencoder.trained), weights: joinedWeights(autoencoder), network: autoencoder.trained };
};

describe("the units of a network", () => {
  it("have the weights of the layers' kernels, also of tied layers", () => {
    for (const family of ["stacked", "tied"] as const) {
      const { layers, weights, network } = of(family, { hidden: [4], codings: 2 }, [6]);
      expect(layers.map(({ role, units }) => `${role} ${units}`)).toEqual([
        "inputs 6",
        "hidden 4",
        "codings 2",
        "hidden 4",
        "outputs 6",
      ]);
      const [first] = network.encoder.layers.filter(({ kind }) => kind === "Dense");
      const kernel = first!.variables[0]!.value as Float32Array;
      expect(weightOf(layers[1]!.edges!, weights, 5, 3)).toBe(kernel[5 * 4 + 3]);
      if (family === "tied") expect(weightOf(layers[4]!.edges!, weights, 3, 5)).toBe(kernel[5 * 4 + 3]);
    }
  });

  it("have no edges where a unit has several weights for another one, or where pictures come in", () => {
    const { layers } = of("convolutional", {}, [28, 28]);
    expect(layers.filter(({ edges }) => edges)).toEqual([]);
    expect(of("stacked", {}, [28, 28]).layers.map(({ edges }) => edges !== undefined)).toEqual([false, false, true, true, true]);
  });

  it("list their strongest edges by absolute weight, and have names", () => {
    expect(strongest(4, 2, (unit) => [0.1, -3, 2, 0][unit]!)).toEqual([
      { unit: 1, weight: -3 },
      { unit: 2, weight: 2 },
    ]);
    const { layers } = of("stacked", { hidden: [4], codings: 2 }, [6]);
    const names = layers.map(({ place }) => unitName(layers, { place, unit: 1 }, ["a", "b"]));
    expect(names).toEqual(["input b", "unit 2 of layer 1", "coding 2", "unit 2 of layer 3", "output b"]);
  });
});
