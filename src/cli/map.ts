import { availableParallelism } from "node:os";
import { Option } from "commander";
import { progressLine } from "../core/progress.ts";
import { count } from "../core/words.ts";
import { type DataMapOptions, map as mapData } from "../explorer/map.node.ts";
import { nameIn, numberIn, outputOf, stopOnSignals } from "./command.ts";
import { dataCommand, type WritingOptions } from "./open.ts";

interface MapOptions extends WritingOptions, Omit<DataMapOptions, keyof WritingOptions> {
  /** `colour`, as it is spelt across the ocean. */
  readonly color?: string;
}

export const map = () =>
  dataCommand("map", "test")
    .description("maps the codings of DATA into the plane: a picture, an interactive page, or the places")
    .requiredOption("-o, --output <file>", "FILE.svg, .png, .html (to zoom, hover, search and select), .csv, .parquet or .npy")
    .option("--method <name>", "tsne, umap or pca", nameIn("method", { tsne: 0, umap: 0, pca: 0 }), "tsne")
    .option("--perplexity <x>", "of t-SNE: about how many neighbours count (default: 30)", numberIn("perplexity", { above: 1 }))
    .option(
      "--iterations <n>",
      "of t-SNE or UMAP (default: 1000; UMAP's by the rows)",
      numberIn("iterations", { from: 1, whole: true }),
    )
    .option("--neighbors <n>", "of UMAP (default: 15)", numberIn("neighbors", { from: 2, whole: true }))
    .option("--min-dist <x>", "of UMAP: how close points may come (default: 0.1)", numberIn("min-dist", { from: 0 }))
    .option("--metric <name>", "euclidean or cosine, between codings", nameIn("metric", { euclidean: 0, cosine: 0 }), "euclidean")
    .option("--count <n>", "map the first ones only", numberIn("count", { from: 2, whole: true }))
    .option("--labels <file>", "to colour by: IDX, .npy, or text with a number a line (default: the dataset's own)")
    .option(
      "--colour <columns>",
      "of a table: columns to colour by, such as age,city; a page offers all of them (default: its label and what was learned from)",
    )
    .addOption(new Option("--color <columns>").hideHelp())
    .option("--threads <n>", "default: all cores", numberIn("threads", { from: 1, to: availableParallelism(), whole: true }))
    .action(run);

const QUALITY: Readonly<Record<string, (neighbors: number) => string>> = {
  klDivergence: () => "divergence",
  trustworthiness: (neighbors) => `trustworthiness(${neighbors})`,
  neighborAccuracy: () => "classes by 10 neighbours on the map",
};

async function run(folder: string, data: string, { color, json, quiet, ...given }: MapOptions): Promise<void> {
  const output = outputOf({ json, quiet });
  const { output: file, method } = given;
  const stop = stopOnSignals(output, "Stopping here, then writing the map of this moment. Ctrl-C again quits at once.");
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
