import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { add, dense, flatten, input, reshape } from "../layers/index.ts";
import { Model, sequential } from "../models/index.ts";
import { Autoencoder, autoencoderFrom } from "./autoencoder.ts";
import { autoencoderFiles } from "./files.ts";
import type { OwnPart } from "./options.ts";

const examples = ndarray(
  "float32",
  [40, 6],
  Float32Array.from({ length: 240 }, (_, i) => Math.sin(i)),
);
const quiet = { epochs: 2, warn: () => undefined };

/** An encoder with a connection around a layer. */
const withSkip: OwnPart = ({ inputShape, codings }) => {
  const start = input(inputShape);
  const inner = dense(inputShape[0]!, { activation: "tanh" }).apply(start);
  return new Model({ inputs: start, outputs: dense(codings).apply(add().apply([start, inner])) });
};
const wideDecoder: OwnPart = ({ inputShape, outputActivation: activation }) =>
  sequential([dense(20, { activation: "selu" }), dense(inputShape[0]!, { activation })], { name: "decoder" });

const bytesOf = (autoencoder: Autoencoder) =>
  Object.fromEntries(
    Object.entries(autoencoderFiles(autoencoder)).map(([name, file]) => [
      name,
      typeof file === "string" ? new TextEncoder().encode(file) : file,
    ]),
  );

describe("a custom encoder and decoder", () => {
  it("replace those of the family, after its scaling, and begin again with each fit", async () => {
    const autoencoder = new Autoencoder({ codings: 2, encoder: withSkip, decoder: wideDecoder });
    await autoencoder.fit(examples, quiet);
    const { encoder, decoder } = autoencoder.trained;
    expect(encoder.layers.map(({ kind }) => kind)).toEqual(["Standardization", "Model"]);
    expect(decoder.layers.map(({ kind }) => kind)).toEqual(["Dense", "Dense", "Standardization"]);
    expect((await autoencoder.transform(examples)).shape).toEqual([40, 2]);
    const first = autoencoder.trained.model.getWeights();
    await autoencoder.fit(examples, quiet);
    expect(autoencoder.trained.model.getWeights()).toEqual(first);
  });

  it("can be combined with the other part of the family", async () => {
    const autoencoder = new Autoencoder({ family: "variational", codings: 2, hidden: [8], decoder: wideDecoder });
    await autoencoder.fit(examples, quiet);
    expect(autoencoder.trained.encoder.layers.map(({ kind }) => kind)).toContain("GaussianCodings");
    expect(autoencoder.trained.decoder.layers[0]!.variables[0]!.shape).toEqual([2, 20]);
  });

  it("are saved by name, and loaded from customObjects", async () => {
    const autoencoder = new Autoencoder({ codings: 2, encoder: withSkip, decoder: wideDecoder });
    await autoencoder.fit(examples, quiet);
    const files = bytesOf(autoencoder);
    const { autoencoder: again } = autoencoderFrom(files, "", { customObjects: { withSkip, wideDecoder } });
    expect(await again.reconstruct(examples)).toEqual(await autoencoder.reconstruct(examples));
    await again.fit(examples, quiet);
    expect(again.trained.model.getWeights()).toEqual(autoencoder.trained.model.getWeights());
    expect(() => autoencoderFrom(files, "", { customObjects: { withSkip } })).toThrow("customObjects: { wideDecoder }");
  });

  it.each<[string, () => unknown, string]>([
    [
      "a model instead of a function",
      () => new Autoencoder({ encoder: sequential([dense(2)]) as never }),
      "encoder must be a function, because each training begins with new weights: encoder: ({ codings }) => sequential([…]). But it is object.",
    ],
    [
      "a function that doesn't return a model",
      () => new Autoencoder({ encoder: () => 3 as never }).buildFor([6]),
      "encoder must be a function that returns a model, such as () => sequential([…]), but it returns number.",
    ],
    [
      "a family with its own training",
      () => new Autoencoder({ family: "greedy", decoder: wideDecoder }).buildFor([6]),
      "The family greedy has its own training, which needs its own layers. Leave out encoder and decoder",
    ],
    [
      "an encoder that returns another number of codings than the option",
      () => new Autoencoder({ codings: 5, encoder: () => sequential([dense(2)]) }).buildFor([6]),
      "The encoder returns 2 codings, but the option codings is 5. Leave out codings",
    ],
    [
      "a decoder that returns another shape",
      () => new Autoencoder({ decoder: () => sequential([dense(4), flatten(), reshape([2, 2])]) }).buildFor([6]),
      "The two shapes must be the same",
    ],
  ])("report %s", (_what, make, line) => {
    expect(make).toThrow(line);
  });

  it("determine the number of codings if the option isn't given", () => {
    const autoencoder = new Autoencoder({ encoder: () => sequential([dense(2)]) });
    autoencoder.buildFor([6]);
    expect(autoencoder.settings.codings).toBe(2);
  });

  it("can't be saved without a name", async () => {
    const autoencoder = new Autoencoder({ codings: 2, encoder: (settings) => withSkip(settings) });
    await autoencoder.fit(examples, quiet);
    expect(() => autoencoderFiles(autoencoder)).toThrow("The encoder is a function without a name");
  });
});
