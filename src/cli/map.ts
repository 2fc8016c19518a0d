import { availableParallelism } from "node:os";
import { Option } from "commander";
import { progressLine } from "../core/progress.ts";
import { count } from "../core/words.ts";
import { type DataMapOptions, map as mapData } from "../explorer/map.node.ts";
import { nameIn, numberIn, outputOf, stopOnSignals } from "./command.ts";
import { dataCommand, type WritingOptions } from "./open.ts";

interface MapOptions extends WritingOptions, Omit<DataMapOptions, keyof WritingOptions> {
  /** American spelling of `colour`. */
  readonly color?: string;
}

export const map = () =>
  dataCommand("map", "test")
    .requiredOption("-o, --output <file>", "file to write: FILE.svg, .png, .html (an interactive page), .csv, .parquet or .npy")
    .option("--method <name>", "method of the map: tsne, umap or pca", nameIn("method", { tsne: 0, umap: 0, pca: 0 }), "tsne")
    .option(
      "--perplexity <x>",
      "perplexity, roughly the number of neighbours of a point (t-SNE only; default: 30)",
      numberIn("perplexity", { above: 1 }),
    )
    .option(
      "--iterations <n>",
      "number of iterations (t-SNE and UMAP only; default: 1000 for t-SNE, chosen by the number of rows for UMAP)",
      numberIn("iterations", { from: 1, whole: true }),
    )
    .option(
      "--neighbors <n>",
      "number of neighbours of a point (UMAP only; default: 15)",
      numberIn("neighbors", { from: 2, whole: true }),
    )
    .option("--min-dist <x>", "smallest distance between points (UMAP only; default: 0.1)", numberIn("min-dist", { from: 0 }))
    .option(
      "--metric <name>",
      "distance between codings: euclidean or cosine",
      nameIn("metric", { euclidean: 0, cosine: 0 }),
      "euclidean",
    )
    .option("--count <n>", "number of examples to map (default: all)", numberIn("count", { from: 2, whole: true }))
    .option(
      "--labels <file>",
      "file of labels to colour by: IDX, .npy, or text with a number on each line (default: the dataset's own)",
    )
    .option(
      "--colour <columns>",
      "columns to colour by, such as age,city; a page lets the reader choose among them (tables only; default: the label and the columns used for training)",
    )
    .addOption(new Option("--color <columns>").hideHelp())
    .option(
      "--threads <n>",
      "number of threads (default: all cores)",
      numberIn("threads", { from: 1, to: availableParallelism(), whole: true }),
    )
    .action(run);

const QUALITY: Readonly<Record<string, (neighbors: number) => string>> = {
  klDivergence: () => "divergence",
  trustworthiness: (neighbors) => `trustworthiness(${neighbors})`,
  neighborAccuracy: () => "accuracy of classes by 10 neighbours on the map",
};

async function run(folder: string, data: string, { color, json, quiet, ...given }: MapOptions): Promise<void> {
  const output = outputOf({ json, quiet });
  const { output: file, method } = given;
  const stop = stopOnSignals(output, "Stopping, then writing the map as it is now. Press Ctrl-C again to quit at once.");
  const { positions, quality, neighbors, seconds, interrupted } = await mapData(folder, data, {
    ...(color !== undefined && { colour: color }),
    ...given,
    signal: stop.signal,
    onNote: output.say,
    onStep: output.live,
    onProgress({ klDivergence, ...progress }) {
      const divergence = klDivergence === undefined ? "" : `, divergence ${klDivergence.toFixed(3)}`;
      output.live(`${progressLine(progress)}${divergence}`);
    },
  }).finally(stop.release);
  const rows = positions.shape[0]!;
  const said = Object.entries(quality).map(([name, value]) => `${QUALITY[name]!(neighbors)} ${value.toFixed(4)}`);
  output.say(`${count(rows)} points in ${file}, in ${seconds.toFixed(1)} s${said.length ? `; ${said.join(", ")}` : ""}`);
  if (interrupted) process.exitCode = 130;
  output.result({ output: file, method, rows, seconds, interrupted, ...quality });
}
