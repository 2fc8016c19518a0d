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
