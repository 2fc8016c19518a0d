import { expect, it } from "vitest";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { load } from "../tasks/load.node.ts";
import { Pca } from "./pca.ts";

const folder = temporaryFolder();
const rows = Array.from({ length: 40 }, (_, i) => ({ size: Math.sin(i), weight: Math.cos(3 * i), kind: i % 3 ? "a" : "b" }));

it("a saved PCA gives the same numbers after loading, also for rows as objects", async () => {
  const pca = await new Pca({ components: 2, whiten: true }).fit(rows);
  await pca.save(folder.path("pca"));
  const again = await Pca.load(folder.path("pca"));
  expect(again.axes).toEqual(pca.axes);
  expect(await again.transform(rows)).toEqual(await pca.transform(rows));
  expect(await again.reconstruct(rows)).toEqual(await pca.reconstruct(rows));
  expect(await load<Pca>(folder.path("pca"))).toBeInstanceOf(Pca);
  await expect(again.partialFit(rows)).rejects.toThrow("A PCA that was loaded can't learn from more examples");
  expect((await again.fit(rows)).axes).toEqual(pca.axes);
});

it("a folder that isn't a PCA is rejected", async () => {
  await expect(new Pca().save(folder.path("none"))).rejects.toThrow("This PCA isn't fitted yet. Call fit first.");
  const autoencoder = await new StackedAutoencoder({ codings: 1, hidden: [3] }).fit(rows, { epochs: 1, warn: false });
  await autoencoder.save(folder.path("autoencoder"));
  await expect(Pca.load(folder.path("autoencoder"))).rejects.toThrow('contains a model of the kind "stacked", not a PCA.');
});
