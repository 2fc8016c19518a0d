import { describeQuartiles } from "../anomalies/describe.ts";
import { AnomalyDetector } from "../anomalies/index.ts";
import { heldShare } from "../core/hold-out.ts";
import type { NdArray } from "../core/ndarray.ts";
import { given } from "../core/options.ts";
import { count, counted } from "../core/words.ts";
import type { TableOptions } from "../data/tables/open.node.ts";
import { labelHint, labelLike } from "../data/tables/schema/label-like.ts";
import { DETECTOR } from "../recipes/schema.ts";
import { receiptFor } from "./receipt.node.ts";
import { runtimeOf } from "./runtime.node.ts";
import type { NamedTrainOptions } from "./train.ts";
import { type OpenTask, openTrainingData } from "./training-data.node.ts";
import { tellingProgress } from "./training-progress.ts";

/** The result of training an anomaly detector. */
export interface TrainedDetector {
  readonly detector: AnomalyDetector;
  /**
   * Number of rows for the detector. It holds some of them out for percentiles and the threshold, and is trained on the others.
   */
  readonly rows: number;
  readonly output?: string;
}

/**
 * Trains an anomaly detector on data.
 * @param columns - options of the table's columns.
 */
export async function trainDetector(
  data: string,
  options: NamedTrainOptions & Pick<OpenTask, "dataset">,
  columns: TableOptions,
): Promise<TrainedDetector> {
  const { seed = 42, validation = 0.1, query, output, threads, callbacks = [], signal, size, channels, skipBad } = options;
  const onNote = options.onNote ?? (() => undefined);
  // These rows are left aside. The detector holds out other rows itself.
  const recipe = { data, seed, validation, query, size, channels, skipBad } as Parameters<typeof openTrainingData>[0];
  const opened = await openTrainingData(recipe, options, { drawTailsIn: false, ...columns });
  const { table, train, name } = opened;
  try {
    if (table) onNote([`${name}:`, ...describeQuartiles(table, train as NdArray<"float32">)].join("\n"));
    const labels = table && labelLike(table, train);
    if (labels) onNote(`! ${labelHint(labels.name)}`);
    const drawn = train.shape[0]!;
    const rows = opened.inParts ? `${count(drawn)} rows, evenly drawn from ${count(opened.count)}` : `${count(drawn)} rows`;
    onNote(`${name}: ${rows} for training several small autoencoders and for distances to the nearest rows`);
    const aside = opened.validation.shape[0]!;
    onNote(
      `${name}: ${counted(aside, "other row")} ${aside === 1 ? "is" : "are"} not used, so that you can compare the detector with an autoencoder on rows that neither was trained on. The detector holds out some of the ${count(drawn)} rows for percentiles and the threshold.`,
    );
    const runtime = await runtimeOf({ ...options, onNote }, threads);
    const heldOut = Math.min(0.5, heldShare(opened.count, validation));
    const detector = new AnomalyDetector({ seed, heldOut, table, ...given({ rows: options.rows }) });
    const telling = tellingProgress(drawn, options.onProgress);
    await detector.fit(train, { runtime, callbacks: [...callbacks, ...telling], signal });
    if (output !== undefined)
      await detector.save(output, {
        dataset: name,
        options: { data, family: DETECTOR, validation, ...given({ query, size, channels, skipBad }) },
        versions: { node: process.version, runtime: runtime.name },
        receipt: await receiptFor(options.dataset ? undefined : data, runtime),
      });
    return { detector, rows: drawn, output };
  } finally {
    opened.close();
  }
}
