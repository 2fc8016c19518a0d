// How fast is one row at a time? Loads saved models and encodes or scores single rows, one after the other and with 100 calls at
// the same time. Prints calls per second, the time of a call, its processor time (which other work on the machine hardly changes),
// the first call after loading, and memory without garbage. --rows sets the number of calls (100,000).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { AnomalyDetector, Autoencoder, load, ndarray, nodeRuntime, random } from "../dist/index.js";
import { report, row } from "./report.mjs";

const WIDTH = 12;
const AT_ONCE = 100;
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

export async function run({ rows = "100000", threads }) {
  const source = random(1);
  const numbers = (count) => Float32Array.from({ length: count * WIDTH }, () => source.normal());
  const examples = ndarray("float32", [1000, WIDTH], numbers(1000));
  const records = Array.from({ length: 1000 }, (_, i) =>
    Object.fromEntries(Array.from({ length: WIDTH }, (_, column) => [`column ${column}`, examples.data[i * WIDTH + column]])),
  );
  const runtime = await nodeRuntime({ threads });
  const one = (i) => ndarray("float32", [1, WIDTH], examples.data.slice((i % 1000) * WIDTH, ((i % 1000) + 1) * WIDTH));
  const kinds = {
    "transform of an autoencoder 12-16-4-16-12": {
      train: () => new Autoencoder({ hidden: [16], codings: 4 }).fit(examples, { epochs: 2, warn: false }),
      call: (model, i) => model.transform(one(i), { runtime }),
    },
    "scoreSamples of a detector": {
      train: () => new AnomalyDetector().fit(examples),
      call: (model, i) => model.scoreSamples(one(i), { runtime }),
    },
    "scoreSamples of a detector, rows as objects": {
      train: () => new AnomalyDetector().fit(records),
      call: (model, i) => model.scoreSamples([records[i % 1000]], { runtime }),
    },
  };
  const found = [];
  for (const [name, { train, call }] of Object.entries(kinds)) {
    const folder = mkdtempSync(join(tmpdir(), "one-row-"));
    await (await train()).save(join(folder, "model"));
    const model = await load(join(folder, "model"));
    rmSync(folder, { recursive: true });
    const first = await milliseconds(() => call(model, 0));
    for (let i = 0; i < 500; i++) await call(model, i);
    const before = memory();
    const count = Number(rows);
    const times = new Float64Array(count);
    const alone = await milliseconds(async () => {
      for (let i = 0; i < count; i++) times[i] = await milliseconds(() => call(model, i));
    });
    const cpu = process.cpuUsage();
    const together = await milliseconds(async () => {
      for (let start = 0; start < count; start += AT_ONCE)
        await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => call(model, start + i)));
    });
    const { user, system } = process.cpuUsage(cpu);
    times.sort();
    found.push(
      row(name, "first call after load", "ms", [first]),
      row(name, "a call: median", "ms", [times[count >> 1]]),
      row(name, "a call: 99 % take at most", "ms", [times[Math.floor(0.99 * count)]]),
      row(name, "one after the other", "calls/s", [(1000 * count) / alone]),
      row(name, `${AT_ONCE} at the same time`, "calls/s", [(1000 * count) / together]),
      row(name, "processor time of a call", "ms", [(user + system) / 1000 / count]),
      row(name, "memory gained", "MiB", [memory() - before]),
    );
  }
  report({ benchmark: "one-row", rounds: 1, rows: found, ratios: [] });
}

function memory() {
  collect();
  return process.memoryUsage().rss / 2 ** 20;
}

async function milliseconds(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
