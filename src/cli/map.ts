import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { expectEnding } from "../core/endings.ts";
import { ShapeError } from "../core/errors.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { savedName } from "../core/saved-name.ts";
import type { Dataset } from "../data/dataset.ts";
import { readLabels } from "../data/labels.node.ts";
import { first } from "../data/split.ts";
import { type DistanceMetric, neighborAccuracy, Pca, Tsne, trustworthiness, Umap } from "../manifold/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { expectModelOfRows, openFor } from "../tasks/open.node.ts";
import { count, nameIn, numberIn, type Output, outputOf, seconds, stopOnSignals, UsageError } from "./command.ts";
import { coloursNamed, columnsToShow, usualColours } from "./map-columns.ts";
import { shownColumns, writeMap } from "./map-files.ts";
import { type DataOptions, dataOptions } from "./open.ts";

interface MapOptions extends DataOptions {
  readonly output: string;
  readonly method: "tsne" | "umap" | "pca";
  readonly perplexity?: number;
  readonly iterations?: number;
  readonly neighbors?: number;
  readonly minDist?: number;
  readonly metric: DistanceMetric;
  readonly count?: number;
  readonly labels?: string;
  readonly colour?: string;
  /** The same, as it is spelt across the ocean. */
  readonly color?: string;
  readonly threads?: number;
}

/** What is measured of a map: neighbours that are looked at, and rows that stand for all. */
const NEIGHBORS = 12;
const SAMPLE = 1000;

export const map = () =>
  dataOptions(new Command("map"), "test")
    .description("maps the codings of DATA into the plane: a picture, an interactive page, or the places")
    .argument("<model>", "a model folder")
    .argument("<data>", "a dataset's name, a file or a folder")
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

async function run(folder: string, data: string, { color, ...given }: MapOptions): Promise<void> {
  const options: MapOptions = { ...(color !== undefined && { colour: color }), ...given };
  const output = outputOf(options);
  const { output: file, method, metric } = options;
  expectEnding(file, "maps", ".svg", ".png", ".html", ".csv", ".parquet", ".npy");
  const own = { tsne: ["perplexity"], umap: ["neighbors", "minDist"], pca: [] } as const;
  for (const [other, names] of Object.entries(own))
    for (const name of names)
      if (other !== method && options[name] !== undefined)
        throw new UsageError(`--${name === "minDist" ? "min-dist" : name} is for --method ${other}.`);
  const autoencoder = await loadAutoencoder(folder);
  if (options.colour !== undefined) expectModelOfRows(autoencoder, "--colour");
  const table = autoencoder.settings.table?.windows ? undefined : autoencoder.settings.table;
  if (options.colour !== undefined && !table)
    throw new UsageError(`--colour is for tables, and ${folder} is of data that isn't one.`);
  const named = options.colour === undefined ? undefined : await coloursNamed(options.colour, data, options);
  const all = await openFor(autoencoder, data, { ...options, ...output.tell }, { keysAsWritten: file.endsWith(".csv") });
  const labels = options.labels === undefined ? all.labels : await readLabels(options.labels);
  if (labels && labels.shape[0] !== all.examples.shape[0])
    throw new ShapeError(
      `${options.labels} has ${labels.shape[0]} labels, but ${data} ${all.examples.shape[0]} examples. Give one a row.`,
    );
  const kept = Math.min(options.count ?? Number.POSITIVE_INFINITY, all.examples.shape[0]!);
  const { examples, labels: shown, rowNames, keys } = first({ ...all, ...(labels && { labels }) }, kept);
  const classes = shown && namesOf(shown, options.labels === undefined ? all.classes : undefined);
  const isOwn = options.labels === undefined;
  const isPicture = [".svg", ".png", ".html"].some((ending) => file.endsWith(ending));
  const usual = table ? usualColours(table, { hasLabel: isOwn && shown !== undefined, isPicture }) : [];
  const columns = table ? await columnsToShow(named ?? usual, data, kept, { ...options, table, isPicture, output }) : [];
  const runtime = await nodeRuntime(options.threads === undefined ? {} : { threads: options.threads }, output.say);
  const codings = await autoencoder.transform(examples, { runtime });

  const stop = stopOnSignals(output, "Stopping here, then writing the map of this moment. Ctrl-C again quits at once.");
  const began = performance.now();
  const made = await mapOf(codings, options, { output, runtime, signal: stop.signal }).finally(stop.release);
  const took = (performance.now() - began) / 1000;
  const measured = { neighbors: Math.min(NEIGHBORS, Math.ceil(kept / 2) - 1), sample: SAMPLE, metric };
  const quality: Record<string, number> = {
    ...(made.klDivergence !== undefined && { klDivergence: made.klDivergence }),
    ...(measured.neighbors >= 1 && { trustworthiness: await trustworthiness(codings, made.map, measured) }),
    ...(shown && kept > 10 && { neighborAccuracy: await neighborAccuracy(made.map, shown.data as Int32Array) }),
  };

  const title = `${TITLES[method]} map of ${savedName(all.name)}`;
  const subtitle = `${count(kept)} examples, ${sizeOf(codings.shape.slice(1))} codings of a ${autoencoder.family} autoencoder`;
  const asked = { output, reconstruct: () => autoencoder.reconstruct(examples, { runtime }) };
  const ofFile = classes && !(table && isOwn) ? [{ name: table ? "labels" : "label", values: classes }] : [];
  await writeMap(
    file,
    {
      map: made.map,
      colours: [...ofFile, ...(await shownColumns(columns, autoencoder, file, asked))],
      rowNames,
      keys,
      examples,
      title,
      subtitle,
    },
    asked,
  );
  const names: Record<string, string> = {
    klDivergence: "divergence",
    trustworthiness: `trustworthiness(${measured.neighbors})`,
    neighborAccuracy: "classes by 10 neighbours on the map",
  };
  const said = Object.entries(quality).map(([name, value]) => `${names[name]} ${value.toFixed(4)}`);
  output.say(`${count(kept)} points in ${file}, in ${took.toFixed(1)} s${said.length ? `; ${said.join(", ")}` : ""}`);
  if (stop.signal.aborted) process.exitCode = 130;
  output.result({ output: file, method, rows: kept, seconds: took, interrupted: stop.signal.aborted, ...quality });
}

const TITLES = { tsne: "t-SNE", umap: "UMAP", pca: "PCA" } as const;

interface Making {
  readonly output: Output;
  readonly runtime: Awaited<ReturnType<typeof nodeRuntime>>;
  readonly signal: AbortSignal;
}

/** The codings in the plane, telling how it goes. */
async function mapOf(
  codings: NdArray<"float32">,
  { method, metric, seed, perplexity, iterations, neighbors, minDist, threads }: MapOptions,
  { output, runtime, signal }: Making,
): Promise<{ map: NdArray<"float32">; klDivergence?: number }> {
  const given = { metric, ...(seed !== undefined && { seed }) };
  if (method === "pca") return { map: await new Pca({ components: 2 }).fitTransform(codings, { runtime }) };
  if (method === "umap") {
    const options = {
      ...given,
      ...(neighbors !== undefined && { neighbors }),
      ...(minDist !== undefined && { minDist }),
      ...(iterations !== undefined && { epochs: iterations }),
    };
    const onProgress = ({ iteration, iterations: of }: { iteration: number; iterations: number }) =>
      output.live(`UMAP: ${iteration}/${of} epochs`);
    return { map: await new Umap(options).fitTransform(codings, { runtime, signal, onProgress }) };
  }
  output.live(`t-SNE: finding the neighbours of ${count(codings.shape[0]!)} rows …`);
  const tsne = new Tsne({
    ...given,
    ...(perplexity !== undefined && { perplexity }),
    ...(iterations !== undefined && { iterations }),
  });
  let reported = 0;
  await tsne.fit(codings, {
    runtime,
    signal,
    ...(threads !== undefined && { threads }),
    onProgress: async ({ iteration, iterations: of, secondsPerIteration, klDivergence }) => {
      if (performance.now() - reported < 400) return;
      reported = performance.now();
      const left = seconds((of - iteration) * secondsPerIteration);
      output.live(
        `t-SNE: ${iteration}/${of} iterations, divergence ${(await klDivergence()).toFixed(3)}, ${Math.round(1 / secondsPerIteration)} a second, ${left} left`,
      );
    },
  });
  if (tsne.neighborRecall < 1) output.say(`Neighbours were found approximately: recall ${tsne.neighborRecall.toFixed(4)}.`);
  return { map: tsne.map, klDivergence: tsne.klDivergence };
}

/** Labels as the classes' names, where these aren't the numbers themselves. */
function namesOf({ data }: NonNullable<Dataset["labels"]>, classes: Dataset["classes"]): readonly (string | number)[] {
  const areNamed = classes?.some((name, k) => name !== String(k));
  return areNamed ? Array.from(data, (label) => classes![label] ?? "unknown") : [...data];
}
