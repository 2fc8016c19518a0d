import { describeQuartiles } from "../anomalies/describe.ts";
import { AnomalyDetector } from "../anomalies/index.ts";
import type { NdArray } from "../core/ndarray.ts";
import { labelHint, labelLike } from "../data/tables/schema/label-like.ts";
import { lockForTraining } from "../models/training-lock.node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { type CommonOptions, count, type Output, UsageError } from "./command.ts";
import { typed } from "./flags.ts";
import { type TableFlags, tableOptionsOf } from "./table-options.ts";
import { openTrainingData } from "./training-data.ts";
import type { TrainingRecipe } from "./training-run.ts";

/** What `codings train --model` calls a detector of anomalies, which isn't one autoencoder but several, beside the rows that they learned from. */
export const DETECTOR = "anomaly";

/** What of the options of `codings train` a detector takes besides those of its data. */
const TAKEN = new Set(["data", "model", "seed", "validation", "query", "size", "channels", "skipBad"]);

/** Trains a detector of anomalies on DATA and writes its folder. @throws UsageError for an option that it doesn't have. */
export async function trainDetector(
  data: string,
  given: Partial<TrainingRecipe> & Pick<CommonOptions, "seed">,
  { flags, out, threads }: { flags: TableFlags; out: string; threads?: number },
  output: Output,
): Promise<void> {
  const unknown = Object.entries(given).find(([name, value]) => value !== undefined && !TAKEN.has(name))?.[0];
  if (unknown)
    throw new UsageError(`${typed(unknown)} isn't an option of --model ${DETECTOR}, which chooses its own. Leave it out.`);
  await lockForTraining(out);
  const { seed = 42, validation = 0.1 } = given;
  // The detector holds rows out itself.
  const opened = await openTrainingData({ ...given, data, seed, validation }, output, {
    ...tableOptionsOf(flags),
    drawTailsIn: false,
  });
  const { table, train } = opened;
  try {
    if (table) output.say([`${opened.name}:`, ...describeQuartiles(table, train as NdArray<"float32">)].join("\n"));
    const labels = table && labelLike(table, train);
    if (labels) output.say(`! ${labelHint(labels.name)}`);
    const drawn = train.shape[0]!;
    const rows = opened.inParts ? `${count(drawn)} rows, drawn evenly from ${count(opened.count)}` : `${count(drawn)} rows`;
    output.say(`${opened.name}: ${rows}; several small autoencoders, and distances to the nearest rows`);
    const runtime = await nodeRuntime(threads === undefined ? {} : { threads }, output.say);
    const heldOut = Math.min(0.5, validation < 1 ? validation : validation / opened.count);
    const detector = new AnomalyDetector({ seed, heldOut, ...(table && { table }) });
    let shown = 0;
    await detector.fit(train, {
      runtime,
      callbacks: [
        {
          onProgress({ epoch, epochs, loss, examplesPerSecond }) {
            if (performance.now() - shown < 200) return;
            shown = performance.now();
            output.live(`epoch ${epoch}/${epochs}, loss ${loss.toFixed(4)}, ${count(examplesPerSecond)} rows/s`);
          },
        },
      ],
    });
    const { query } = given;
    await detector.save(out, { dataset: opened.name, options: { data, model: DETECTOR, ...(query !== undefined && { query }) } });
    output.say(
      `Outliers score above ${detector.threshold.toFixed(3)}: 1 % of the rows held out do. Choose another with codings score --threshold.\nThe detector is in ${out}. Next: codings score ${out} ${data} -o scores.csv`,
    );
    output.result({ out, threshold: detector.threshold, rows: train.shape[0]! });
  } finally {
    opened.close();
  }
}
