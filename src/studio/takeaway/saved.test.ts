import { expect, it } from "vitest";
import { defaultsOf } from "../settings/settings.ts";
import { goingOn, savedOptions, stateFor } from "./saved.ts";

const place = { file: "my rows.csv", folder: "rows-stacked-epoch-3", isDone: false, isDrawn: true };
const state = { arrays: {}, step: 5, epoch: 1, batch: 3, sums: [2], seed: 42, history: [] };

it("resumes with a dataset by its name, and starts the interrupted epoch again if the command line has other examples", () => {
  const settings = defaultsOf("stacked", "garments");
  expect(goingOn(settings, { ...place, isDone: true }).command).toBe(
    "codings train garments --out rows-stacked-epoch-3 --resume --epochs 60",
  );
  expect(goingOn(settings, place).note).toContain("all 12,000 examples of the dataset; this page used 2,400");
  expect(stateFor(settings, state)).toEqual({ ...state, batch: 0, sums: [0] });
  expect(stateFor({ ...settings, count: 12_000 }, state)).toBe(state);
});

it("resumes with a file by its name, and says whether the same rows are held out", () => {
  const settings = defaultsOf("stacked", "file");
  expect(goingOn(settings, place).command).toBe("codings train 'my rows.csv' --out rows-stacked-epoch-3 --resume");
  expect(goingOn(settings, place).note).toMatch(/holds out the same examples\.$/);
  expect(goingOn({ ...settings, seed: 7 }, place).note).toMatch(/holds out other examples, because the seed differs\.$/);
  expect(goingOn({ ...settings, seed: 7 }, { ...place, isDrawn: false }).note).toMatch(/holds out the same examples\.$/);
  expect(stateFor(settings, state)).toBe(state);
});

it("stores the same options in config.json as the command line", () => {
  const settings = { ...defaultsOf("sparse", "machine:mnist"), noise: "gaussian:0.2" };
  expect(savedOptions(settings, { shape: [28, 28] }, "x")).toMatchObject({
    data: "mnist",
    family: "sparse",
    loss: "binaryCrossentropy",
    metrics: [],
    batchSize: 32,
    noise: { kind: "gaussian", amount: 0.2 },
    sparsity: { kind: "kl", target: 0.1 },
  });
});
