import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { StackedAutoencoder } from "../autoencoders/index.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { openDataset } from "../data/open.node.ts";
import { rows, split } from "../data/split.ts";
import { reconstructionsFigure } from "../figures/index.ts";
import { drawLecture } from "./draw.node.ts";
import { lectureFigures } from "./figures/index.ts";

const folder = temporaryFolder();

it("figures are drawn from the data and a given model, and equal those of the figure functions", async () => {
  const dataset = await openDataset("garments", { seed: 42 });
  const { validation } = split(dataset, dataset.examples.shape[0]! >= 50_000 ? 5000 : 1 / 12);
  const model = new StackedAutoencoder({ codings: 4, hidden: [8], seed: 1 });
  await model.fit(rows(dataset, 0, 200).examples, { epochs: 1 });
  const told: string[] = [];
  const output = folder.path("drawn");
  const onStep = (step: string) => told.push(step);
  const files = await drawLecture(["17-1", "17-4"], {
    data: "garments",
    known: { stacked: model },
    output,
    formats: ["svg"],
    onStep,
  });
  expect(files.map((file) => file.slice(output.length + 1))).toEqual(["figure-17-1.svg", "figure-17-4.svg"]);
  expect(told).toEqual(["17-1 …", "17-4 …"]);
  const originals = rows(validation, 0, 5).examples;
  const byHand = reconstructionsFigure({
    originals,
    reconstructions: await model.reconstruct(originals),
    title: "Figure 17-4. Original images and their reconstructions",
    subtitle: "garments, 4 codings",
  });
  expect(readFileSync(files[1]!, "utf8")).toBe(byHand.svg);
});

it("an unknown figure is refused, and no folder is created", async () => {
  await expect(drawLecture(["17-44"], { output: folder.path("none") })).rejects.toThrow('Did you mean "17-4"?');
  expect(existsSync(folder.path("none"))).toBe(false);
  expect(Object.values(lectureFigures).every(({ title }) => title.length > 0)).toBe(true);
});
