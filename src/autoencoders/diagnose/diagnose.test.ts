import { describe, expect, it } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../../core/ndarray.ts";
import { random } from "../../core/random.ts";
import { garments } from "../../data/built-in/garments.ts";
import { dense, flatten } from "../../layers/index.ts";
import { Pca } from "../../manifold/pca.ts";
import { sequential } from "../../models/sequential.ts";
import { Autoencoder } from "../autoencoder.ts";
import { type FamilyChoice, families } from "../families/index.ts";
import type { PartSettings } from "../options.ts";
import { principalOf } from "../plan/principal.ts";
import { noiseOf } from "../plan/start-dense.ts";
import { diagnose } from "./diagnose.ts";
import { divergencesOf } from "./divergences.ts";

/** Rows of four factors and a little noise, in twelve columns. */
function rowsOfFactors(count: number, width = 12, factors = 4): NdArray<"float32"> {
  const source = random(1, width);
  const loadings = Array.from({ length: factors * width }, () => source.normal());
  const data = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    const z = Array.from({ length: factors }, () => source.normal());
    for (let j = 0; j < width; j++)
      data[row * width + j] = z.reduce((sum, x, k) => sum + x * loadings[k * width + j]!, 0.2 * source.normal());
  }
  return ndarray("float32", [count, width], data);
}

const parts = (all: NdArray, held: number) => {
  const cut = all.shape[0]! - held;
  return { learned: sliceRows(all, 0, cut), held: sliceRows(all, cut) };
};
const numbers = parts(rowsOfFactors(700), 100);
const pictures = parts(garments({ count: 400 }).examples, 80);

async function trained(options: FamilyChoice, { learned }: typeof numbers): Promise<Autoencoder> {
  const { epochs } = options as { readonly epochs?: number };
  return new Autoencoder({ seed: 7, ...options }).fit(learned, {
    warn: false,
    trial: false,
    ...(epochs !== undefined && { epochs }),
  });
}

const found = async (options: FamilyChoice, data: typeof numbers) =>
  diagnose(await trained(options, data), data.held, { learned: data.learned });

/** Half of the codings are always 0. */
const halfDead = ({ codings }: PartSettings) => {
  const biasInitializer = () => Float32Array.from({ length: codings }, (_, i) => (i < 3 ? 1 : -100));
  return sequential([flatten(), dense(codings, { activation: "relu", biasInitializer })], { name: "encoder" });
};

const relu = ({ codings }: PartSettings) =>
  sequential([flatten(), dense(20, { activation: "relu" }), dense(codings, { activation: "relu" })], { name: "encoder" });

describe("reports how a training failed, and the remedy repairs it:", () => {
  it.each([
    [
      "a learning rate that is too high",
      "collapsed",
      numbers,
      { learningRate: 0.4, epochs: 5 },
      { learningRate: 0.001, epochs: 50 },
    ],
    [
      "ReLU and a learning rate that is too high",
      "collapsed",
      numbers,
      { encoder: relu, codings: 6, learningRate: 0.2, epochs: 10 },
      { learningRate: 0.001, epochs: 50 },
    ],
    [
      "saturated codings of images",
      "deadCodings",
      pictures,
      { optimizer: "adam", learningRate: 0.1, epochs: 3 },
      { learningRate: 0.001 },
    ],
    ["saturated codings", "deadCodings", numbers, { learningRate: 0.2, epochs: 5 }, { learningRate: 0.001 }],
    ["codings behind a dead ReLU", "deadCodings", numbers, { encoder: halfDead, codings: 6, epochs: 30 }, { codings: 3 }],
    [
      "a learning rate that is far too low",
      "worseThanPca",
      numbers,
      { start: "random", learningRate: 1e-7, epochs: 5 },
      { learningRate: 0.001, start: "pca", epochs: 50 },
    ],
    ["too few epochs", "worseThanPca", numbers, { start: "random", epochs: 2 }, { start: "pca", epochs: 50 }],
    ["a narrow hidden layer", "worseThanPca", numbers, { codings: 4, hidden: [2] }, { hidden: [8] }],
    ["layers that don't fit together", "worseThanPca", numbers, { family: "greedy" }, { fineTune: true }],
    [
      "images, the lecture's settings and few epochs",
      "worseThanPca",
      pictures,
      { epochs: 5 },
      { loss: "mse", optimizer: "adam", learningRate: 0.001, start: "pca", epochs: 50 },
    ],
    [
      "a few epochs of a custom network",
      "worseThanPca",
      numbers,
      { decoder: ({ inputShape }: PartSettings) => sequential([dense(inputShape[0]!)]), codings: 4, epochs: 10 },
      { epochs: 100 },
    ],
    [
      "a divergence with too much weight",
      "emptyCodings",
      numbers,
      { family: "variational", klWeight: 10 },
      { klWeight: expect.closeTo(0.0029, 3) },
    ],
    [
      "a divergence that leaves one coding of four",
      "emptyCodings",
      numbers,
      { family: "variational", klWeight: 1 },
      { klWeight: expect.closeTo(0.0029, 3) },
    ],
    [
      "a divergence that leaves three codings",
      "worseThanPca",
      numbers,
      { family: "variational", klWeight: 0.3 },
      { klWeight: expect.closeTo(0.0029, 3) },
    ],
  ] as const)("%s (%s)", async (_what, kind, data, options, remedy) => {
    const first = (await found(options as FamilyChoice, data)).find((finding) => finding.kind === kind);
    expect(first?.remedy).toEqual(remedy);
    const after = await found({ ...options, ...first!.remedy } as FamilyChoice, data);
    expect(after.filter((finding) => finding.kind === kind).map(({ message }) => String(message))).toEqual([]);
  });
});

it.each([["stacked"], ["linear"], ["denoising"], ["sparse"], ["variational"]] as const)(
  "reports nothing for a %s autoencoder with its default settings",
  async (family) => {
    expect(await found({ family, ...(family === "sparse" && { epochs: 5 }) }, numbers)).toEqual([]);
  },
);

it("measures the divergence of each coding, which for probabilistic PCA is half the logarithm of its component's variance relative to the noise", async () => {
  const { learned } = numbers;
  const autoencoder = new Autoencoder({ family: "variational", codings: 4, hidden: [16], loss: "mse", scaling: "none" });
  const network = autoencoder.buildFor([12]);
  network.model.initialize();
  (await families.variational.plan!({ examples: learned, asked: { codings: 4 } })).start!(network);
  const principal = await principalOf(learned);
  const divergences = await divergencesOf(network, learned, undefined);
  const noise = noiseOf(principal, 4);
  divergences!.forEach((nats, k) => {
    expect(nats).toBeCloseTo(Math.log(principal.variances[k]! / noise) / 2, 3);
  });
});

it("measures PCA as `Pca` does, in the units of the loss, and reports both errors and the options", async () => {
  const autoencoder = await trained({ start: "random", codings: 3, epochs: 2, scaling: "none" }, numbers);
  const [worse] = await diagnose(autoencoder, numbers.held, { learned: numbers.learned });
  const pca = await new Pca({ components: 3 }).fit(numbers.learned);
  const errorOf = (made: NdArray<"float32">) =>
    made.data.reduce((sum, x, i) => sum + (x - Number(numbers.held.data[i])) ** 2, 0) / made.data.length;
  expect(worse!.figures.components).toBe(3);
  expect(worse!.figures.pcaError).toBeCloseTo(errorOf(await pca.reconstruct(numbers.held)), 4);
  expect(worse!.figures.error).toBeCloseTo(errorOf(await autoencoder.reconstruct(numbers.held)), 4);
  expect(String(worse!.message)).toMatch(
    /^The model is worse than PCA: its mean squared error is [\d.]+, and that of 3 principal components is [\d.]+\. Train with initial weights from PCA \(start: "pca"\) and more epochs \(epochs: 50\)\.$/,
  );
});

it("isn't compared with PCA if the training examples aren't known, or if values are missing", async () => {
  const autoencoder = await trained({ start: "random", epochs: 2 }, numbers);
  expect(await diagnose(autoencoder, numbers.held)).toEqual([]);
  expect(await diagnose(autoencoder, sliceRows(numbers.held, 0, 1), { learned: numbers.learned })).toEqual([]);
});
