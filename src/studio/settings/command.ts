import { families, NUMBER_DEFAULTS, parseNoise, showNoise } from "../../autoencoders/index.ts";
import type { ExampleKind } from "./recipe.ts";
import type { Settings } from "./settings.ts";
import { toldColumns } from "./told-columns.ts";

/** A command line, where there is one, and what in it differs from the run on the page. */
export interface CommandLine {
  readonly command?: string;
  readonly notes: readonly string[];
}

/** How many examples the command line takes of a set, and the seed that it has there. */
export const commandLineSets: Readonly<Record<string, { readonly count: number; readonly seed: number }>> = {
  mnist: { count: 60_000, seed: 42 },
  garments: { count: 12_000, seed: 42 },
  "points-3d": { count: 60, seed: 4 },
};

/**
 * `codings train …` for some settings.
 * @param file what a dropped file is called.
 */
export function commandOf(settings: Settings, { table, values }: ExampleKind, file = "data.csv"): CommandLine {
  const { data, system, codings, hidden, optimizer, learningRate, batch, epochs, seed, loss, noise, sparsity, fineTune } =
    settings;
  if (settings.layers)
    return { notes: ["The command line trains the systems as they are: for edited layers take the code above."] };
  const isNumbers = !table && values === "numbers";
  const defaults = { ...families[system]!.defaults, ...(isNumbers && NUMBER_DEFAULTS) };
  if (hidden.length === 0 && defaults.hidden.length > 0)
    return { notes: ["The command line gives every system hidden layers: for one without take the code above."] };
  const set = commandLineSets[data];
  const isOwn = (value: unknown, own: unknown): boolean => !table && String(value) === String(own);
  const isUsual = isOwn([optimizer, learningRate], [defaults.optimizer, defaults.learningRate]) && (!isNumbers || loss === "");
  const flags: readonly (readonly [name: string, value: string | number, isOwn: boolean])[] = [
    ["model", system, false],
    ["codings", codings, isOwn(codings, defaults.codings)],
    ["hidden", hidden.join(","), isOwn(hidden, defaults.hidden) || hidden.length === 0],
    // Of numbers a loss or a rate alone would change what else is chosen for them.
    ["optimizer", optimizer, isNumbers ? isUsual : isOwn(optimizer, defaults.optimizer)],
    ["learning-rate", learningRate, isUsual],
    ["batch", batch, isOwn(batch, defaults.batchSize)],
    ["loss", loss, loss === "" || (loss === defaults.loss && !isNumbers) || table !== undefined],
    [
      "noise",
      noise,
      noise === "" || (defaults.noise !== undefined && isOwn(showNoise(parseNoise(noise)), showNoise(defaults.noise))),
    ],
    ["sparsity", sparsity, system !== "sparse" || sparsity === "kl:0.1" || sparsity === ""],
    ["epochs", epochs, false],
    // Of a table it stops by itself, unless it is told to wait.
    ["patience", epochs, !table],
    ["validation", heldOut(settings, set?.count), false],
    ["seed", seed, seed === (set?.seed ?? 42)],
    ...Object.entries(table ? toldColumns(table) : {}).map(([name, columns]) => [name, quoted(listed(columns)), false] as const),
  ];
  const given = flags.filter(([, , isLeftOut]) => !isLeftOut).map(([name, value]) => `--${name} ${value}`);
  return {
    command: [
      "codings train",
      quoted(dataName(data, file)),
      ...given,
      ...(system === "greedy" && fineTune ? ["--fine-tune"] : []),
    ].join(" "),
    notes: [
      ...(set && set.count !== settings.count
        ? [
            `It takes the set's ${set.count.toLocaleString("en-US")} examples; the page takes ${settings.count.toLocaleString("en-US")}.`,
          ]
        : []),
    ],
  };
}

/** Of a set of known size the very number, else the share in four digits. */
const heldOut = ({ validation }: Settings, count: number | undefined): number =>
  count === undefined ? Number(validation.toPrecision(4)) : Math.round(count * validation);

/** Columns with commas between them; one that has a comma, or that could be taken for more than a name, in double quotes. */
const listed = (columns: string | readonly string[]): string =>
  typeof columns === "string"
    ? columns
    : columns.map((name) => (/[",]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(",");

/** What the command line calls the data. */
export const dataName = (data: string, file: string): string => (data === "file" ? file : data.replace(/^machine:/, ""));

/** As a shell takes it for one word. */
export const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
