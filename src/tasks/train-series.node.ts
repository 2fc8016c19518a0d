import { given } from "../core/options.ts";
import { workProgress } from "../core/progress.ts";
import { count, counted } from "../core/words.ts";
import type { RowWindows } from "../data/dataset.ts";
import { openTable } from "../data/tables/open.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { describeTable } from "../data/tables/schema/describe.ts";
import { tableOptionsIn } from "../recipes/columns.ts";
import { DETECTOR } from "../recipes/schema.ts";
import { commonPeriod } from "../series/common-period.ts";
import type { FittedSeries } from "../series/fitted.ts";
import { SeriesDetector } from "../series/index.ts";
import { lengthsFor } from "../series/lengths.ts";
import { evenSeries } from "../series/parts.ts";
import { receiptFor } from "./receipt.node.ts";
import { runtimeOf } from "./runtime.node.ts";
import type { NamedTrainOptions } from "./train.ts";
import type { OpenTask } from "./training-data.node.ts";

/** The result of training an anomaly detector for series. */
export interface TrainedSeriesDetector {
  readonly seriesDetector: SeriesDetector;
  /** Number of readings that it learned from. */
  readonly rows: number;
  readonly output?: string;
}

type SeriesTask = NamedTrainOptions & Pick<OpenTask, "dataset">;

/** The rows of a table as series, with the table's name and columns. */
interface OpenedSeries {
  readonly name: string;
  readonly table: TablePreprocessing;
  readonly windows: RowWindows;
}

/** Opens a table as series of single rows. */
async function openSeries(data: string, options: SeriesTask): Promise<OpenedSeries> {
  const { onNote, maxMemory } = options;
  const {
    name,
    table,
    windows,
    notes = [],
  } = options.dataset ??
  (await openTable(data, { ...tableOptionsIn({ ...options, window: 1 }), drawTailsIn: false, ...given({ maxMemory }) }));
  for (const note of notes) onNote?.(`${note}.`);
  return { name, table: table!, windows: windows! };
}

/** Trains an anomaly detector on the series in a table. */
export async function trainSeriesDetector(data: string, options: SeriesTask): Promise<TrainedSeriesDetector> {
  const { seed, output, threads, signal, window = "auto", onProgress, query } = options;
  const onNote = options.onNote ?? (() => undefined);
  const { name, table, windows } = await openSeries(data, options);
  onNote([`${name}:`, ...describeTable(table)].join("\n"));
  const runtime = await runtimeOf({ ...options, onNote }, threads);
  // The shortest windows decide which series can be scored.
  const ofTable = { ...table, windows: { ...table.windows!, window: 3, step: 3 } };
  const seriesDetector = new SeriesDetector({
    table: ofTable,
    ...(typeof window === "number" && { window }),
    ...given({ seed, rows: options.rows }),
  });
  let tell: ((done: number) => void) | undefined;
  await seriesDetector.fitReadings(windows, {
    runtime,
    signal,
    onWork(done, total) {
      tell ??= workProgress("steps", total, onProgress);
      tell(done);
    },
  });
  onNote(`${name}: ${lengthsInWords(seriesDetector.learned)}`);
  if (output !== undefined)
    await seriesDetector.save(output, {
      dataset: name,
      options: { data, family: DETECTOR, ...given({ query }) },
      versions: { node: process.version, runtime: runtime.name },
      receipt: await receiptFor(options.dataset ? undefined : data, runtime),
    });
  return { seriesDetector, rows: windows.rows.shape[0]!, output };
}

/** Describes the windows of a detector: "windows of 3, 24, 48 and 90 readings; a day is 48". */
function lengthsInWords({ lengths, period }: FittedSeries): string {
  const all = lengths.map(({ window }) => count(window));
  const listed = all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : all[0]!;
  return `windows of ${listed} readings${period ? `; the series repeat every ${count(Math.round(period.readings))} readings (${period.words})` : "; no period was found"}`;
}

/** Longest window that is chosen for an autoencoder: its inputs are all readings of a window. */
const LONGEST = 512;

/**
 * Chooses the length of an autoencoder's windows, if it isn't given: the period of the series, or about a thirty-second of the longest
 * series if there is none.
 */
export async function withWindow<T extends SeriesTask>(data: string, options: T): Promise<T> {
  const { name, windows } = await openSeries(data, { ...options, onNote: () => undefined });
  const series = evenSeries(windows);
  const period = commonPeriod(series);
  const longest = series.parts.reduce((most, { length }) => Math.max(most, length), 0);
  const wanted = Math.round(period?.readings ?? lengthsFor(longest, undefined, undefined).lengths.at(-1)!.window / 2);
  const window = Math.max(2, Math.min(wanted, LONGEST, Math.floor(longest / 3)));
  const why = period && window === wanted ? ` (${period.words}, which is their period)` : "";
  options.onNote?.(`${name}: windows of ${counted(window, "reading")}${why}`);
  return { ...options, window };
}
