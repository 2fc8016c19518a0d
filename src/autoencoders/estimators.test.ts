import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { Autoencoder, SparseAutoencoder, StackedAutoencoder } from "./index.ts";

const folder = temporaryFolder();
const x = ndarray(
  "float32",
  [4, 3],
  Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
);

it("the class of a family loads an autoencoder of this family, and refuses one of another", async () => {
  const path = folder.path("sparse");
  await (await new SparseAutoencoder({ codings: 2, hidden: [3] }).fit(x, { epochs: 1, warn: false })).save(path);
  const loaded: SparseAutoencoder = await SparseAutoencoder.load(path);
  expect(loaded.settings.sparsity.kind).toBe("kl");
  expect((await SparseAutoencoder.open(path)).autoencoder.family).toBe("sparse");
  expect(await Autoencoder.load(path)).toBeInstanceOf(SparseAutoencoder);
  const line = `${path} contains an autoencoder of the family sparse, not stacked. Load it with SparseAutoencoder.load, or Autoencoder.load, which loads every family.`;
  await expect(StackedAutoencoder.load(path)).rejects.toThrow(line);
  await expect(StackedAutoencoder.open(path)).rejects.toThrow(line);
});

it("its options make an equal autoencoder, and changing the given ones changes nothing", () => {
  const given = { codings: 2, hidden: [3], noise: { kind: "gaussian", amount: 0.1 } as const };
  const sparse = new Autoencoder({ ...given, family: "sparse", sparsity: { kind: "l1", weight: 0.1 } });
  given.hidden.push(5);
  const options = { codings: 2, hidden: [3], noise: { kind: "gaussian", amount: 0.1 }, sparsity: { kind: "l1", weight: 0.1 } };
  expect(sparse.options).toEqual({ ...options, family: "sparse" });
  expect(new Autoencoder(sparse.options).settings).toEqual(sparse.settings);
  expect(new SparseAutoencoder(given).options).toEqual({ ...given });
});

it.each<[object, string]>([
  [
    { hidden: [1e9] },
    "hidden must be a list such as [300, 100], each a whole number from 1 to 1,000,000, but it is [1000000000].",
  ],
  [{ seed: -1 }, "seed must be a whole number of at least 0, but it is -1."],
  [{ seed: 1.5 }, "seed must be a whole number of at least 0, but it is 1.5."],
  [{ components: -1 }, "components must be a whole number of at least 0, but it is -1."],
  [{ start: "foo" }, 'start must be "pca" or "random", but it is "foo".'],
  [{ epochs: 0 }, "epochs must be a whole number of at least 1, but it is 0."],
  [{ learningRate: Number.NaN }, "learningRate must be a positive number, but it is NaN."],
])("%o is refused before the training", (options, line) => {
  expect(() => new StackedAutoencoder(options)).toThrow(line);
});
