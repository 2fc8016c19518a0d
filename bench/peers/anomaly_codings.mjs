// Runs this project's anomaly detector from its build. The command `fit TABLE SEED OPTIONS` (JSON) returns the areas under the
// curve and the seconds of fitting and scoring together.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { measured } from "../../dist/anomalies/measure.js";
import { rocAuc } from "../../dist/entries/anomalies.js";
import { input, toOnnx } from "../../dist/graph/index.js";
import { AnomalyDetector, ndarray, nodeRuntime } from "../../dist/index.js";

const { values: options } = parseArgs({ options: { data: { type: "string" }, threads: { type: "string", default: "2" } } });
const runtime = await nodeRuntime({ threads: Number(options.threads) });
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

/** Reads the columns of a table, and the last one, which marks the outliers. */
function read(name) {
  const lines = readFileSync(join(options.data, `${name}.csv`), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const numbers = lines.map((line) => line.split(",").map(Number));
  const width = numbers[0].length - 1;
  const rows = Float32Array.from(numbers.flatMap((row) => row.slice(0, width)));
  return { rows: ndarray("float32", [lines.length, width], rows), labels: numbers.map((row) => row[width]) };
}

/** Returns the scores of the two parts of the detector alone. */
async function halves(detector, rows) {
  const examples = input("examples", "float32", ["batch", rows.shape[1]]);
  const { error, distance } = measured(examples, detector.learned.measure);
  const program = await runtime.compile(
    toOnnx({ name: "halves", inputs: [examples], outputs: { error, ...(distance && { distance }) } }),
  );
  return program.run({ examples: rows }).finally(() => program.close());
}

say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const [command, table, seed, given = "{}"] = line.split(" ");
  if (command !== "fit") break;
  const { rows, labels } = read(table);
  const began = performance.now();
  const detector = await new AnomalyDetector({ ...JSON.parse(given), seed: Number(seed) }).fit(rows, { runtime });
  const scores = await detector.scoreSamples(rows, { runtime });
  const seconds = (performance.now() - began) / 1000;
  const { error, distance } = await halves(detector, rows);
  const pca = detector.settings.rows ? await detector.pcaScores(rows, { runtime }) : undefined;
  const auc = (found) => found && rocAuc(found.data, labels);
  say({ seconds, auc: auc(scores), error: auc(error), distance: auc(distance), pca: auc(pca) });
}
process.exit(0);
