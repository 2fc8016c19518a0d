import { readFileSync, writeFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { openDataset } from "../data/open.node.ts";
import { toNpy } from "../data/readers/npy.ts";
import { rows } from "../data/split.ts";
import { floats } from "../figures/parsed.fixture.ts";
import { report } from "./report.node.ts";

const folder = temporaryFolder();

/** Trains and saves a model on 80 rows of four numbers, of which the last 20 are held out. */
async function saved(name: string) {
  const path = folder.path(`${name}.npy`);
  writeFileSync(path, toNpy(floats([80, 4], (i) => Math.sin(i * i))));
  const dataset = await openDataset(path, { seed: 1 });
  const model = new StackedAutoencoder({ codings: 2, hidden: [8], loss: "mse", seed: 1 });
  await model.fit(rows(dataset, 0, 60).examples, { epochs: 2 });
  const options = { codings: 2, hidden: [8], loss: "mse", data: path, validation: 20, seed: 1 } as const;
  await model.save(folder.path(name), { options, seed: 1 });
  return { model, dataset, path, folder: folder.path(name) };
}

it("the report on a folder is about the held-out rows and has the same numbers as one on the model in memory", async () => {
  const one = await saved("one");
  const output = folder.path("report.html");
  const { html, measured } = await report(one.folder, one.path, { output, part: "train", commands: () => ["make it"] });
  expect(readFileSync(output, "utf8")).toBe(html);
  const errors = (await one.model.scoreSamples(one.dataset.examples)).data;
  expect(measured.summary.rows).toEqual({ looked: 20, name: "held out" });
  expect(measured.sections.errors!.looked.errors).toEqual(errors.slice(60));
  expect(measured.worst[0]).toBe(errors.indexOf(Math.max(...errors)) + 1);
  const memory = await report(one.model, one.dataset, { from: 60 });
  expect(memory.measured.sections.errors).toEqual(measured.sections.errors);
  expect(memory.measured.summary.kept).toEqual(measured.summary.kept);
  const { document } = parseHTML(html);
  expect(document.querySelector("#reproduce pre")!.textContent).toBe("make it");
  expect(memory.html).not.toContain("How to reproduce the results");
});

it("a misspelt option, missing data and an aborted signal end the report with an error", async () => {
  const { model, dataset, path } = await saved("two");
  await expect(report(model, dataset, { form: 60 } as object)).rejects.toThrow('Did you mean "from"?');
  await expect(report(model)).rejects.toThrow("doesn't record its training data");
  await expect(report(model, path, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
});
