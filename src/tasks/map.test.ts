import { expect, it } from "vitest";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { garments } from "../data/built-in/garments.ts";
import { floats } from "../figures/parsed.fixture.ts";
import { Pca, trustworthiness } from "../manifold/index.ts";
import { map } from "./map.ts";

const dataset = garments({ count: 60 });
const autoencoder = new StackedAutoencoder({ codings: 3, hidden: [8], seed: 1 });
await autoencoder.fit(dataset.examples, { epochs: 1 });

it("with PCA has the positions of a PCA of the codings, and the quality that a count by hand gives", async () => {
  const { positions, quality, method, neighbors, interrupted } = await map(autoencoder, dataset, { method: "pca" });
  const codings = await autoencoder.transform(dataset.examples);
  expect(positions).toEqual(await new Pca({ components: 2 }).fitTransform(codings));
  expect([method, neighbors, interrupted]).toEqual(["pca", 12, false]);
  expect(quality.trustworthiness).toBe(await trustworthiness(codings, positions, { neighbors: 12, sample: 1000 }));
  // Counts the classes that most of the ten nearest points have.
  const labels = dataset.labels!.data;
  const at = (i: number) => [positions.data[2 * i]!, positions.data[2 * i + 1]!] as const;
  const right = Array.from({ length: 60 }, (_, i) => {
    const others = Array.from({ length: 60 }, (_, j) => j).filter((j) => j !== i);
    const away = (j: number) => (at(i)[0] - at(j)[0]) ** 2 + (at(i)[1] - at(j)[1]) ** 2;
    const votes = new Map<number, number>();
    for (const j of others.sort((a, b) => away(a) - away(b)).slice(0, 10))
      votes.set(labels[j]!, (votes.get(labels[j]!) ?? 0) + 1);
    const most = Math.max(...votes.values());
    return [...votes].filter(([, count]) => count === most).map(([label]) => label);
  });
  const sure = right.filter((winners, i) => winners.length === 1 && winners[0] === labels[i]).length;
  const unsure = right.filter((winners) => winners.length > 1).length;
  expect(60 * quality.neighborAccuracy!).toBeGreaterThanOrEqual(sure - 1e-6);
  expect(60 * quality.neighborAccuracy!).toBeLessThanOrEqual(sure + unsure + 1e-6);
});

it("a signal ends t-SNE with the current map, and the same seed gives the same map", async () => {
  const options = { method: "tsne", iterations: 60, seed: 4, perplexity: 5 } as const;
  const one = await map(autoencoder, dataset, options);
  expect(await map(autoencoder, dataset, options)).toMatchObject({ positions: one.positions, quality: one.quality });
  expect(one.quality.klDivergence).toBeGreaterThan(0);
  const stopped = await map(autoencoder, dataset, { ...options, iterations: 100_000, signal: AbortSignal.timeout(200) });
  expect(stopped.interrupted).toBe(true);
  expect(stopped.positions.shape).toEqual([60, 2]);
});

it("refuses an option of another method and a misspelt one", async () => {
  await expect(
    map(
      autoencoder,
      floats([9, 28, 28], () => 0),
      { perplexity: 3, method: "pca" },
    ),
  ).rejects.toThrow('perplexity is for method: "tsne".');
  await expect(map(autoencoder, dataset, { perplexty: 3 } as object)).rejects.toThrow('Did you mean "perplexity"?');
});
