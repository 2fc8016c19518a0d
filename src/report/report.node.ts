import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { given, knownOptions, type OptionNames } from "../core/options.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import type { Dataset } from "../data/dataset.ts";
import type { ModelConfig } from "../models/config.ts";
import { learnedFrom } from "../tasks/learned-data.node.ts";
import { DATA_OPTIONS, type DataOptions, expectModelOfRows } from "../tasks/open.node.ts";
import { runtimeOf } from "../tasks/runtime.node.ts";
import { dayOf } from "./day.ts";
import type { MeasureOptions } from "./measure/subject.ts";
import { type KnownModel, openReportData } from "./open-data.node.ts";
import type { DatasetOptions, Measured, ReportOfOptions } from "./report.ts";
import { dataFacts, modelFacts } from "./reproduction.node.ts";
import type { Reproduction } from "./sections/section.ts";

/** The options of `report`. */
export interface ReportOptions
  extends DataOptions,
    Pick<DatasetOptions, "from" | "history" | "map" | "onStep" | "trained">,
    Pick<ReportOfOptions, "title" | "subtitle"> {
  /**
   * Returns the commands that reproduce the model and the report, from the model's config. The report lists them (default none).
   */
  readonly commands?: (config: ModelConfig) => readonly string[];
  /** Path of a file to write the page to. By default, no file is written. */
  readonly output?: string;
}

const REPORT_OPTIONS: OptionNames<ReportOptions> = {
  ...DATA_OPTIONS,
  from: true,
  history: true,
  map: true,
  trained: true,
  title: true,
  subtitle: true,
  commands: true,
  output: true,
  onStep: true,
};

/** A report and the numbers in it. */
export interface Report {
  /** One HTML file that opens from disk. */
  readonly html: string;
  /** The numbers in the report. */
  readonly measured: Measured;
}

/**
 * Makes a report on a model: its data, architecture, learning curves, reconstructions, errors, rows with the largest errors,
 * codings, map, and the commands that reproduce it.
 * @param model an autoencoder, or the path of its folder.
 * @param data a dataset in memory, whose rows from `from` on were held out, or the name of a built-in dataset, a file or a
 * folder. `part` chooses between training and test data if there are both (default "test"). With a model folder, the default is
 * the rows that were held out of its training data.
 * @throws OptionError if no data are given and the training data aren't known, or the model was trained on windows of rows.
 * @throws DataError if the data don't exist or can't be read, or the model's errors aren't finite.
 * @throws ShapeError if the examples don't have the model's input shape; the signal's reason if it is aborted.
 * @example
 * const { html, measured } = await report("model", "new.csv", { output: "report.html" });
 */
export async function report(model: Autoencoder | string, data?: string | Dataset, options: ReportOptions = {}): Promise<Report> {
  const { output, ...known } = knownOptions("report", options, REPORT_OPTIONS);
  const task = { part: "test" as const, ...known, runtime: await runtimeOf(known) };
  const made = await (typeof model === "string"
    ? ofFolder(model, data, task)
    : ofModel({ name: "The model", autoencoder: model }, data, task));
  if (output !== undefined) await writeFileAtomically(output, made.html);
  return made;
}

type Task = Omit<ReportOptions, "output"> & Pick<MeasureOptions, "runtime">;

async function ofFolder(folder: string, data: string | Dataset | undefined, { commands, ...task }: Task): Promise<Report> {
  const { autoencoder, config } = await Autoencoder.open(folder);
  const again = async (path: string) => {
    const { known, checksums } = await dataFacts(path);
    return { commands: commands?.(config) ?? [], known: [...(await modelFacts(folder, config)), ...known], checksums };
  };
  const subtitle = `A report on the model in ${savedName(folder)}, made on ${dayOf(new Date())} with codings ${VERSION}`;
  const own = { subtitle, seed: config.seed, trained: config };
  return ofModel({ name: folder, autoencoder, saved: learnedFrom(config), again }, data, { ...own, ...given(task) });
}

interface Model extends KnownModel {
  readonly again?: (path: string) => Promise<Reproduction>;
}

async function ofModel(model: Model, data: string | Dataset | undefined, { title, subtitle, ...task }: Task): Promise<Report> {
  const { autoencoder, again } = model;
  expectModelOfRows(autoencoder, "report");
  // Only a report needs the code that draws figures.
  const { measure, measureDataset, reportOf } = await import("./report.ts");
  const { pngUrl } = await import("../figures/sprite-sheet.node.ts");
  const words = { title, subtitle, pngUrl };
  if (typeof data === "object") {
    const measured = await measureDataset(autoencoder, data, task);
    return { html: reportOf(measured, words), measured };
  }
  task.onStep?.("reading the data …");
  const opened = await openReportData(model, data, task);
  const measured = await measure(autoencoder, opened, task);
  task.onStep?.("drawing …");
  return { html: reportOf(measured, { ...words, again: await again?.(opened.path) }), measured };
}
