import { OptionError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import { SeriesDetector } from "../series/index.ts";
import type { TaskData } from "../tasks/example-parts.node.ts";
import { isThere, learnedFrom } from "../tasks/learned-data.node.ts";
import { DATA_OPTIONS, type DataOptions } from "../tasks/open.node.ts";
import { score } from "../tasks/score.node.ts";
import type { ScoreOptions, ScoreResult } from "../tasks/score.ts";
import { dayOf } from "./day.ts";
import { type IntervalsReportOptions, intervalsReport } from "./intervals.ts";
import { movedData, unknownData } from "./open-data.node.ts";

/** Options of `seriesReport`. */
export interface SeriesReportOptions extends DataOptions, IntervalsReportOptions, Pick<ScoreOptions, "threshold" | "alarms"> {
  /** Path of a file to write the page to. By default, no file is written. */
  readonly output?: string;
}

const OPTIONS: OptionNames<SeriesReportOptions> = {
  ...DATA_OPTIONS,
  threshold: true,
  alarms: true,
  title: true,
  subtitle: true,
  output: true,
};

/** A report on series, and the scores in it. */
export interface SeriesReport {
  /** One HTML file that opens from disk. */
  readonly html: string;
  readonly scored: ScoreResult;
}

/**
 * Makes a report on series with a detector: a table of the intervals in which they are unusual, and for each a figure of the values, the
 * expected values with their band, and the scores.
 * @param model - a detector for series with a table, or the path of its folder.
 * @param data - readings like those of the training: records, or the path of a file. Default: the training data.
 * @throws OptionError if no data are given and the training data aren't known; DataError if the data can't be read.
 * @example
 * const { html } = await seriesReport("watch", "new.csv", { alarms: "1/week", output: "report.html" });
 */
export async function seriesReport(
  model: SeriesDetector | string,
  data?: TaskData,
  options: SeriesReportOptions = {},
): Promise<SeriesReport> {
  const { output, title, subtitle, ...known } = knownOptions("seriesReport", options, OPTIONS);
  const detector = typeof model === "string" ? await SeriesDetector.load(model) : model;
  const given = data ?? (await trainingData(typeof model === "string" ? model : "The detector", detector));
  const scored = await score(detector, given, known);
  if (!scored.found)
    throw new OptionError(
      "The detector was trained on numbers without a table, so its channels have no names. Use detector.intervals instead.",
    );
  const of = typeof given === "string" ? `${savedName(given)}, scored` : "Scored";
  const html = intervalsReport(scored.found, {
    title: title ?? "Unusual intervals",
    subtitle: subtitle ?? `${of} on ${dayOf(new Date())} with codings ${VERSION}`,
  });
  if (output !== undefined) await writeFileAtomically(output, html);
  return { html, scored };
}

async function trainingData(name: string, { savedOptions }: SeriesDetector): Promise<string> {
  const saved = learnedFrom({ options: savedOptions });
  if (!saved) throw unknownData(name);
  if (!(await isThere(saved.data, saved))) throw movedData(name, saved);
  return saved.data;
}
