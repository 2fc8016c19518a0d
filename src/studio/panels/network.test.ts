import { describe, expect, it } from "vitest";
import type { FamilyName } from "../../autoencoders/index.ts";
import { choicesOf, modelOf } from "../settings/layers.ts";
import { autoencoderOf } from "../settings/recipe.ts";
import { defaultsOf, lectureFamilies } from "../settings/settings.ts";
import { compressionText, drawnLayers, nameLines, networkWords, parametersOf, sizeText } from "./network.ts";
import { layOut } from "./network-layout.ts";

const shape = [28, 28];
const networkOf = (family: FamilyName) => autoencoderOf(defaultsOf(family), { shape }).trained;
const roles = (family: FamilyName) => drawnLayers(networkOf(family)).map(({ role }) => role);

describe("the drawn layers of a network", () => {
  it("have roles: inputs, hidden layers, codings, outputs, noise, and layers that only change shapes", () => {
    expect(roles("stacked")).toEqual(["inputs", "shape", "hidden", "codings", "hidden", "outputs", "shape"]);
    expect(roles("denoising").slice(0, 3)).toEqual(["inputs", "noise", "shape"]);
    for (const family of lectureFamilies) expect(roles(family).filter((role) => role === "codings")).toHaveLength(1);
  });

  it("show the codings of a sparse autoencoder before the penalty layer", () => {
    const layers = drawnLayers(networkOf("sparse"));
    const at = layers.findIndex(({ role }) => role === "codings");
    expect(layers[at]).toMatchObject({ kind: "Dense", shape: [300] });
    expect(layers[at + 1]).toMatchObject({ kind: "SparsityRegularization", role: "shape" });
  });

  it("count shared parameters once", () => {
    for (const family of lectureFamilies) {
      const network = networkOf(family);
      const sum = drawnLayers(network).reduce((all, { parameters }) => all + parameters, 0);
      expect(sum).toBe(parametersOf(network));
    }
    expect(parametersOf(networkOf("stacked"))).toBe(163_814);
    expect(parametersOf(networkOf("tied"))).toBe(82_414);
  });

  it("contain the partner of a tied layer, also in edited networks", () => {
    const tied = networkOf("tied");
    const model = modelOf(choicesOf(tied), shape, 1);
    const [encoder, decoder] = model.layers as [typeof tied.encoder, typeof tied.decoder];
    for (const network of [tied, { encoder, decoder, model }])
      expect(drawnLayers(network).flatMap(({ tiedTo }) => tiedTo ?? [])).toEqual([3, 2]);
  });

  it("describe sizes, compression and the whole network as text", () => {
    expect(sizeText([14, 14, 1600])).toBe("14 × 14 × 1,600");
    expect(compressionText(networkOf("stacked"))).toBe("784 → 30 (26 : 1)");
    expect(compressionText(networkOf("convolutional"))).toBe("784 → 576 (1.4 : 1)");
    const wide = autoencoderOf({ ...defaultsOf("sparse"), codings: 900 }, { shape }).trained;
    expect(compressionText(wide)).toContain("784 → 900 (no compression)");
    expect(networkWords(networkOf("tied"))).toContain("DenseTranspose 100, 100 parameters, shares the weights of layer 3; ");
    expect(nameLines("Conv2DTranspose")).toEqual(["Conv2D", "Transpose"]);
    expect(nameLines("MaxPooling2D")).toEqual(["MaxPooling", "2D"]);
    expect(nameLines("Dense")).toEqual(["Dense"]);
  });
});

describe("the layout of the drawing", () => {
  for (const direction of ["wide", "tall"] as const)
    for (const family of lectureFamilies)
      it(`keeps all layers inside, in order and without overlap: ${family}, ${direction}`, () => {
        const { width, height, boxes, funnels } = layOut(drawnLayers(networkOf(family)), direction);
        expect(funnels).toHaveLength(boxes.length - 1);
        for (const [i, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y - box.back).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width + box.back).toBeLessThanOrEqual(width);
          expect(box.y + box.height).toBeLessThanOrEqual(height);
          const next = boxes[i + 1];
          if (next && direction === "tall") expect(box.y + box.height).toBeLessThan(next.y - next.back);
          else if (next) expect(box.x + box.width + box.back).toBeLessThan(next.x);
        }
      });

  it("makes lengths proportional to the logarithm of sizes", () => {
    const { boxes } = layOut(drawnLayers(networkOf("stacked")), "wide");
    expect(boxes[2]!.height / boxes[3]!.height).toBeCloseTo(Math.log2(101) / Math.log2(31), 5);
  });
});
