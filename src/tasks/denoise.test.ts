import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { addNoise, psnr, StackedAutoencoder } from "../autoencoders/index.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { garments } from "../data/built-in/garments.ts";
import { parseNpy } from "../data/readers/npy.ts";
import { denoise as denoiseInNode } from "./denoise.node.ts";
import { denoise } from "./denoise.ts";

const folder = temporaryFolder();
const { examples } = garments({ count: 20 });
const noise = { kind: "gaussian", amount: 0.2 } as const;
const model = new StackedAutoencoder({ codings: 3, hidden: [8], noise });
model.buildFor([28, 28]);

it("adds the model's own noise, removes it, and compares both with the clean images", async () => {
  const { noisy, denoised, quality, noise: added } = await denoise(model, examples, { noise: true, seed: 3 });
  expect(added).toEqual(noise);
  expect(noisy).toEqual(await addNoise(examples, noise, { autoencoder: model, seed: 3 }));
  expect(denoised).toEqual(await model.reconstruct(noisy));
  expect(quality!.psnr.noisy).toBe(psnr(noisy, examples).reduce((sum, x) => sum + x, 0) / 20);
  expect(quality!.ssim!.noisy).toBeLessThan(1);
});

it("denoises examples that are noisy already", async () => {
  const { noisy, denoised, quality } = await denoise(model, examples);
  expect(noisy).toBe(examples);
  expect(denoised).toEqual(await model.reconstruct(examples));
  expect(quality).toBeUndefined();
});

it("opens a dataset by its name, and writes the result", async () => {
  const output = folder.path("denoised.npy");
  const { denoised, examples } = await denoiseInNode(model, "garments", { part: "test", count: 5, output });
  expect(examples.shape).toEqual([5, 28, 28]);
  expect(parseNpy(readFileSync(output), output)).toEqual(denoised);
});

it.each([
  [{ noise: { kind: "missing", amount: 0.2 } }, 'denoise can\'t remove the noise "missing". Fill missing values with impute.'],
  [{ nois: noise }, 'Unknown option "nois" of denoise. Did you mean "noise"?'],
] as const)("%o is refused", async (options, message) => {
  await expect(denoise(model, examples, options as object)).rejects.toThrow(message);
});

it("a model that was trained without noise has no noise of its own", async () => {
  const plain = new StackedAutoencoder({ codings: 3, hidden: [8] });
  await expect(denoise(plain, examples, { noise: true })).rejects.toThrow(
    'The model was trained without noise. Choose a noise to add, such as noise: "gaussian:0.2".',
  );
});
