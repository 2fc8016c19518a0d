import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Autoencoder } from "../autoencoders/index.ts";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { fromRecords } from "../data/tables/open.node.ts";
import { columnOptions } from "../recipes/columns.ts";
import { encode } from "./encode.node.ts";
import { reconstruct } from "./reconstruct.node.ts";
import { score } from "./score.node.ts";
import { train } from "./train.node.ts";

const source = random(3);
/** The loads of two machines, in random order, with a missing value and a fault. */
const rows = Array.from({ length: 160 }, (_, i) => {
  const time = (i * 77) % 160;
  return {
    machine: time % 2 ? "press" : "lathe",
    time,
    load: time === 40 ? null : Math.sin(time / 5) + 0.1 * source.normal() + (time > 130 ? 4 : 0),
    heat: Math.round(100 * source.normal()) / 100,
  };
});
const csv = [
  "machine,time,load,heat",
  ...rows.map((row) =>
    Object.values(row)
      .map((cell) => cell ?? "")
      .join(","),
  ),
].join("\n");
const options = {
  window: 12,
  step: 3,
  orderBy: "time",
  groupBy: ["machine"],
  epochs: 2,
  codings: 2,
  hidden: [4],
  start: "random" as const,
};
const weightsOf = ({ trained }: Autoencoder) => trained.model.getWeights();

async function* inParts() {
  yield rows.slice(0, 70);
  for (const row of rows.slice(70)) yield row;
}

describe("windows of rows as objects are those of a file with the same rows:", () => {
  let folder: string;
  let path: string;
  let ofFile: Autoencoder;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-windows-"));
    path = join(folder, "loads.csv");
    await writeFile(path, csv);
    ofFile = (await train(path, options)).autoencoder;
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ["a list", rows],
    ["a stream", inParts()],
    ["a function that returns a stream", inParts],
    ["an iterable", new Set(rows)],
  ])("the same model from %s", async (_, data) => {
    const { autoencoder } = await train(data, options);
    expect(autoencoder.table).toEqual(ofFile.table);
    expect(weightsOf(autoencoder)).toEqual(weightsOf(ofFile));
    expect(autoencoder.calibration).toEqual(ofFile.calibration);
  });

  it("the same scores, codings and reconstructions", async () => {
    const output = join(folder, "model");
    const { autoencoder, recipe } = await train(rows, { ...options, output });
    expect(recipe).toMatchObject({ data: "records", validation: 0.1 });
    expect(await score(output, inParts)).toEqual(await score(ofFile, path));
    expect((await score(autoencoder, rows)).intervals!.strangest[0]).toMatchObject({ columns: ["load"] });
    expect(await encode(autoencoder, rows)).toEqual(await encode(ofFile, path));
    expect((await reconstruct(autoencoder, inParts())).reconstructions).toEqual(
      (await reconstruct(ofFile, path)).reconstructions,
    );
    const dataset = await fromRecords(rows, { preprocessing: autoencoder.table });
    expect((await score(autoencoder, dataset)).scores.scores).toEqual((await score(ofFile, path)).scores.scores);
  });

  it("labels of the rows measure the scores", async () => {
    const labels = rows.map(({ time }) => Number(time > 130));
    const { quality } = await score(ofFile, rows, { labels });
    expect(quality!.rocAuc).toBeGreaterThan(0.8);
    await expect(score(ofFile, rows, { labels: [1] })).rejects.toThrow("There are 160 rows, but 1 labels.");
  });

  it("arrays aren't cut into windows, because they have no columns to order them by", async () => {
    const numbers = ndarray("float32", [30, 2], new Float32Array(60));
    await expect(train(numbers, { window: 5 })).rejects.toThrow(
      "window is for rows as objects or for the file of a table, but these data are neither.",
    );
    await expect(ofFile.transform(rows)).rejects.toThrow("await fromRecords(rows, { preprocessing: model.table })");
  });
});

describe("windows of a long table with a pivot", () => {
  const long = (sensors: readonly string[]) =>
    Array.from({ length: 80 }, (_, time) =>
      sensors.map((sensor, s) => ({ sensor, time, load: Math.sin(time / 5 + s) + 0.1 * source.normal() })),
    ).flat();

  it("train, score and encode a row for each time, and the saved model reads new files the same way", async () => {
    const folder = await mkdtemp(join(tmpdir(), "codings-pivot-"));
    try {
      const output = join(folder, "model");
      const asked = { ...options, groupBy: undefined, pivot: "sensor", output };
      const { autoencoder, recipe } = await train(long(["a", "b"]), asked);
      expect(autoencoder.table!.columns.map(({ name }) => name)).toEqual(["a", "b"]);
      expect(columnOptions(recipe.table!)).toMatchObject({ window: 12, orderBy: "time", pivot: "sensor" });
      const notes: string[] = [];
      const { scores } = await score(output, long(["c", "b", "a"]), { onNote: (line) => notes.push(line) });
      expect(scores.scores).toHaveLength(80);
      expect(notes[0]).toEqual(expect.stringContaining('"c" of "sensor" is not in the training data'));
      const { codings, keys } = await encode(output, long(["a", "b"]));
      expect(codings.shape).toEqual([Math.floor((80 - 12) / 3) + 1, 2]);
      expect(keys!.start).toEqual(Array.from({ length: codings.shape[0]! }, (_, i) => 3 * i));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
