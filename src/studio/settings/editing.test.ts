import { describe, expect, it } from "vitest";
import type { FamilyName } from "../../autoencoders/index.ts";
import { checkLayers } from "./checked.ts";
import { added, changed, duplicated, moved, newLayer, ofKind, removed } from "./editing.ts";
import { choicesOf, type LayerChoice, type LayerChoices, modelOf } from "./layers.ts";
import { autoencoderOf } from "./recipe.ts";
import { defaultsOf } from "./settings.ts";

const shape = [28, 28];
const choices = (family: FamilyName): LayerChoices => choicesOf(autoencoderOf(defaultsOf(family), { shape }).trained);
const kinds = (layers: LayerChoices) => layers.encoder.map(({ kind }) => kind);
const ties = (layers: LayerChoices) => layers.decoder.flatMap(({ tiedTo }) => tiedTo ?? []);

describe("editing layers", () => {
  it("adds, duplicates, moves and removes layers", () => {
    const stacked = choices("stacked");
    const more = added(stacked, "encoder", 1, newLayer("Dropout", shape));
    expect(kinds(more)).toEqual(["Flatten", "Dropout", "Dense", "Dense"]);
    expect(kinds(moved(more, "encoder", 1, -1))).toEqual(["Dropout", "Flatten", "Dense", "Dense"]);
    expect(moved(more, "encoder", 0, -1)).toBe(more);
    expect(moved(more, "encoder", 3, 1)).toBe(more);
    expect(kinds(duplicated(more, "encoder", 1))).toEqual(["Flatten", "Dropout", "Dropout", "Dense", "Dense"]);
    expect(removed(more, "encoder", 1)).toEqual(stacked);
  });

  it("keeps a layer tied to its partner when the partner moves", () => {
    const tied = choices("tied");
    expect(ties(tied)).toEqual([2, 1]);
    const noisy = added(tied, "encoder", 0, newLayer("GaussianNoise", shape));
    expect(ties(noisy)).toEqual([3, 2]);
    expect(modelOf(noisy, shape, 1).outputShape).toEqual(shape);
    expect(ties(moved(tied, "encoder", 1, 1))).toEqual([1, 2]);
    expect(ties(removed(tied, "encoder", 0))).toEqual([1, 0]);
  });

  it("reports a layer whose tied partner was removed, until it becomes a Dense layer", () => {
    const without = removed(choices("tied"), "encoder", 2);
    const { problem } = checkLayers(without, shape);
    expect(problem).toMatchObject({ part: "decoder", place: 0 });
    expect(problem!.message).toContain("was removed");
    const mended = changed(without, "decoder", 0, ofKind(without.decoder[0]!, "Dense", shape));
    expect(mended.decoder[0]).toEqual({ kind: "Dense", config: { units: 100, activation: "selu" } });
    expect(checkLayers(mended, shape).problem).toBeUndefined();
  });

  it("keeps the options that two kinds of layers share when the kind changes", () => {
    const layer = { kind: "Conv2D", config: { ...newLayer("Conv2D", shape).config, filters: 5, activation: "relu" } };
    expect(ofKind(layer, "Conv2DTranspose", shape).config).toMatchObject({ filters: 5, activation: "relu" });
    expect(ofKind(layer, "Reshape", [3]).config).toEqual({ shape: [3] });
  });
});

describe("checking layers", () => {
  it("returns the output shape and the number of parameters of each layer, without shared weights", () => {
    const { encoder, decoder, problem } = checkLayers(choices("tied"), shape);
    expect(problem).toBeUndefined();
    expect(encoder.map((layer) => layer.shape)).toEqual([[784], [100], [30]]);
    expect(encoder.map(({ parameters }) => parameters)).toEqual([0, 78_500, 3030]);
    expect(decoder.map((layer) => layer.shape)).toEqual([[100], [784], [28, 28]]);
    expect(decoder.map(({ parameters }) => parameters)).toEqual([100, 784, 0]);
  });

  it("names the option or the layer at the beginning of a message", () => {
    const messageFor = (layer: LayerChoice) => checkLayers(withLayer(layer), shape).problem!.message;
    const withLayer = (layer: LayerChoice) => changed(choices("stacked"), "encoder", 1, layer);
    expect(messageFor({ kind: "GaussianNoise", config: { stddev: -1 } })).toMatch(/^stddev must be/);
    expect(messageFor({ kind: "MaxPooling2D", config: { poolSize: [2, 2], padding: "valid" } })).toMatch(
      /^This layer expects images/,
    );
  });

  it("reports the first layer that doesn't fit, and the output shapes of those before it", () => {
    const wide = changed(choices("stacked"), "decoder", 1, { kind: "Dense", config: { units: 783, activation: "sigmoid" } });
    const { decoder, problem } = checkLayers(wide, shape);
    expect(problem).toMatchObject({ part: "decoder", place: 2 });
    expect(decoder.map((layer) => layer.shape)).toEqual([[100], [783], undefined]);
    const short = removed(choices("stacked"), "decoder", 2);
    expect(checkLayers(short, shape).problem).toMatchObject({ part: "decoder", place: 1 });
    const none = removed(removed(removed(choices("stacked"), "encoder", 0), "encoder", 0), "encoder", 0);
    expect(checkLayers(none, shape).problem).toMatchObject({ part: "encoder", place: 0 });
  });
});
