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

/** With a connection past a layer. */
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

describe("an encoder and a decoder of one's own", () => {
  it("take the places of the family's, behind its scaling, and begin anew with each fit", async () => {
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

  it("stand beside the family's other part", async () => {
    const autoencoder = new Autoencoder({ family: "variational", codings: 2, hidden: [8], decoder: wideDecoder });
    await autoencoder.fit(examples, quiet);
    expect(autoencoder.trained.encoder.layers.map(({ kind }) => kind)).toContain("GaussianCodings");
    expect(autoencoder.trained.decoder.layers[0]!.variables[0]!.shape).toEqual([2, 20]);
  });

  it("are saved by their names, and taken from customObjects", async () => {
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
      "a model in place of a function",
      () => new Autoencoder({ encoder: sequential([dense(2)]) as never }),
      "encoder is a function that makes one",
    ],
    [
      "a function that gives no model",
      () => new Autoencoder({ encoder: () => 3 as never }).buildFor([6]),
      "encoder is a function that gives a model",
    ],
    [
      "a family that trains in its own way",
      () => new Autoencoder({ family: "greedy", decoder: wideDecoder }).buildFor([6]),
      "The family greedy is trained in a way of its own",
    ],
    [
      "an encoder that gives another number of codings than the option says",
      () => new Autoencoder({ codings: 5, encoder: () => sequential([dense(2)]) }).buildFor([6]),
      "The encoder gives 2 codings, but the option codings is 5. Leave codings out",
    ],
    [
      "a decoder that gives other shapes",
      () => new Autoencoder({ decoder: () => sequential([dense(4), flatten(), reshape([2, 2])]) }).buildFor([6]),
      "An autoencoder gives its input's shape back",
    ],
  ])("tell of %s", (_what, make, line) => {
    expect(make).toThrow(line);
  });

  it("say how many codings there are, where that isn't told", () => {
    const autoencoder = new Autoencoder({ encoder: () => sequential([dense(2)]) });
    autoencoder.buildFor([6]);
    expect(autoencoder.settings.codings).toBe(2);
  });

  it("aren't saved without a name", async () => {
    const autoencoder = new Autoencoder({ codings: 2, encoder: (settings) => withSkip(settings) });
    await autoencoder.fit(examples, quiet);
    expect(() => autoencoderFiles(autoencoder)).toThrow("The encoder is a function without a name");
  });
});
