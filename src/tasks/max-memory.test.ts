import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { toNpy } from "../data/readers/npy.ts";
import { check } from "./check.node.ts";
import { describe } from "./describe.node.ts";
import { encode } from "./encode.node.ts";
import { reconstruct } from "./reconstruct.node.ts";
import { score } from "./score.node.ts";
import { train } from "./train.node.ts";

const folder = temporaryFolder();
const rows = (count: number) =>
  ndarray(
    "float32",
    [count, 3],
    Float32Array.from({ length: 3 * count }, (_, i) => Math.sin((i % 999) ** 2)),
  );
const csv = `x,y\n${Array.from({ length: 100 }, (_, i) => `${Math.sin(i)},${Math.cos(i)}`).join("\n")}\n`;
const QUICK = { epochs: 1, hidden: [4], codings: 1 };

it("tasks that open an array refuse one that takes more than the given memory", async () => {
  const large = await folder.write("large.npy.gz", gzipSync(toNpy(rows(100_000))));
  const output = folder.path("model");
  await train(await folder.write("small.npy", toNpy(rows(100))), { ...QUICK, output });
  const maxMemory = "1MB";
  const line =
    'large.npy.gz unpacks to more than 1 MB, the most that is read of such a file. Give fewer examples, a table as CSV, or allow more: maxMemory: "2MB"';
  for (const work of [
    () => describe(large, { maxMemory }),
    () => train(large, { ...QUICK, maxMemory }),
    () => encode(output, large, { maxMemory }),
    () => reconstruct(output, large, { maxMemory }),
    () => score(output, large, { maxMemory }),
  ])
    await expect(work()).rejects.toThrow(line);
  expect((await encode(output, large, { maxMemory: "2MB" })).codings.shape).toEqual([100_000, 1]);
});

it("a model of a table doesn't save the memory, and may be trained further with another", async () => {
  const path = await folder.write("t.csv", csv);
  const output = folder.path("model");
  await train(path, { ...QUICK, output, delimiter: ",", maxMemory: "2GB" });
  await train(path, { ...QUICK, output, epochs: 2, resume: true, maxMemory: "1GB" });
  await check(path, { save: folder.path("checker"), delimiter: ",", maxMemory: "2GB" });
  for (const model of ["model", "checker"]) {
    const saved = readdirSync(folder.path(model))
      .map((file) => readFileSync(folder.path(`${model}/${file}`), "latin1"))
      .join("\n");
    expect(saved).toContain('"delimiter"');
    expect(saved).not.toContain("maxMemory");
  }
});

it("a size that means nothing is refused by name", async () => {
  const line = 'maxMemory must be a size of at least 1 MB, such as "4GB" or 4e9, but it is "lots".';
  for (const work of [train, describe, check]) await expect(work("t.csv", { maxMemory: "lots" })).rejects.toThrow(line);
});
