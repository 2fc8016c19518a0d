import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Autoencoder, families, family } from "../autoencoders/index.ts";
import { sizeOf } from "../core/ndarray.ts";
import { garments } from "../data/index.ts";
import { writeNpy } from "../data/readers/read.node.ts";
import { mul, sigmoid, type Tensor } from "../graph/index.ts";
import { dense, flatten, Layer, reshape } from "../layers/index.ts";
import { sequential } from "../models/index.ts";
import { load } from "./load.node.ts";
import { train } from "./train.node.ts";

class Swish extends Layer {
  call(x: Tensor) {
    return mul(x, sigmoid(x));
  }
}
const wide = family<"wide", { readonly width: number }>({
  name: "wide",
  title: "Wide",
  summary: "one wide layer each way",
  section: "Stacked Autoencoders",
  examples: "any",
  defaults: { ...families.stacked.defaults, codings: 5, epochs: 2, batchSize: 16, optimizer: "adam", learningRate: 0.003 },
  options: { width: { summary: "width", default: 20, form: "<n>", parse: Number, show: String } },
  build: ({ inputShape, codings, width, outputActivation: activation }) => ({
    encoder: sequential([flatten(), dense(width), new Swish(), dense(codings)], { name: "encoder" }),
    decoder: sequential([dense(sizeOf(inputShape), { activation }), reshape(inputShape)], { name: "decoder" }),
  }),
});
const folder = mkdtempSync(join(tmpdir(), "codings-family-"));
afterAll(() => rmSync(folder, { recursive: true }));
const images = garments({ count: 60 }).examples;
const units = (model: Autoencoder, i: number) => model.trained.encoder.layers[i]!.variables[0]!.shape;

describe("a user-defined family", () => {
  it("is trained with its defaults and options, saved under its name, and loaded if it is given", async () => {
    const output = join(folder, "saved");
    const { autoencoder, recipe } = await train(images, { family: wide, width: 24, output });
    expect(recipe).toMatchObject({ family: "wide", width: 24, codings: 5, epochs: 2, batchSize: 16, optimizer: "adam" });
    expect(autoencoder.family).toBe("wide");
    expect(units(autoencoder, 1)).toEqual([784, 24]);
    expect(autoencoder.history).toHaveLength(2);
    const again = await load<Autoencoder>(output, { families: { wide }, customObjects: { Swish } });
    expect(again.settings).toMatchObject({ width: 24 });
    expect(await again.transform(images)).toEqual(await autoencoder.transform(images));
    await expect(load(output, { customObjects: { Swish } })).rejects.toThrow("families: { wide }");
  });

  it("can be trained on tables, with codings chosen by the data", async () => {
    const rows = Array.from({ length: 80 }, (_, i) => ({ x: Math.sin(i), y: Math.sin(i) * 2 + 1, kind: "ab"[i % 2] }));
    const { recipe, autoencoder } = await train(rows, { family: wide, epochs: 1 });
    expect(recipe).toMatchObject({ family: "wide", loss: "mixed", width: 20 });
    expect(units(autoencoder, 2)[1]).toBe(20); // after the layer of missing values
  });

  it("continues where it stopped, with the same bits", async () => {
    const [output, file] = [join(folder, "resumed"), join(folder, "images.npy")];
    await writeNpy(file, garments({ count: 300 }).examples);
    const told = { family: wide, width: 8, batchSize: 50, customObjects: { Swish }, size: undefined };
    const whole = await train(file, { ...told, epochs: 2 });
    await train(file, { ...told, epochs: 1, output });
    const rest = await train(file, { ...told, epochs: 2, output, resume: true });
    expect(rest.autoencoder.trained.model.getWeights()).toEqual(whole.autoencoder.trained.model.getWeights());
    const other = train(file, { ...told, width: 9, output, resume: true });
    await expect(other).rejects.toThrow("whose width is 8, not 9");
  }, 120_000);

  it.each<[object, string]>([
    [{ family: wide, widht: 3 }, 'Unknown option "widht" of train. Did you mean "width"?'],
    [{ family: "stacked", width: 3 }, 'Unknown option "width" of train.'],
    [{ family: "wide" }, 'Unknown family "wide".'],
    [
      { family: { ...wide, name: "stacked" } },
      'Your own family can\'t be called "stacked", which is the name of a built-in kind of model.',
    ],
    [
      { family: { ...wide, name: "model" } },
      'Your own family can\'t be called "model", which is the name of a built-in kind of model.',
    ],
    [{ family: {} }, 'family must be a name, such as "stacked", or the return value of family({ name, defaults, build, … }).'],
    [{ family: null }, 'family must be a name, such as "stacked", or the return value of family('],
    [{ family: wide, sparsity: { kind: "l1", weight: 0.1 } }, "sparsity is for a sparse autoencoder"],
    [{ family: wide, resume: true }, "resume is for data in files"],
  ])("with %o throws an error with the reason", async (options, message) => {
    await expect(train(images, options)).rejects.toThrow(message);
  });
});

it("a built-in family may be given as its descriptor", async () => {
  const { autoencoder } = await train(images, { family: families.tied, epochs: 1, hidden: [10], codings: 2 });
  expect(autoencoder.family).toBe("tied");
});
