import { families, NUMBER_DEFAULTS, parseNoise, TABLE_DEFAULTS } from "../../autoencoders/index.ts";
import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { layersCode } from "./layer-code.ts";
import { callText, literal, objectText } from "./literal.ts";
import type { ExampleKind } from "./recipe.ts";
import type { Settings } from "./settings.ts";
import { toldColumns } from "./told-columns.ts";

/** The library's own default, of all but the points. */
const SEED = 42;
/** That of the points, the lecture's. */
const POINTS_SEED = 4;

/**
 * TypeScript that makes the run of some settings, number by number, in the library's words.
 * @param file what a dropped file is called.
 */
export function codeOf(settings: Settings, kind: ExampleKind, file = "data.csv"): string {
  const data = dataCode(settings, kind, file);
  const whole = settings.layers ? editedCode(settings, kind) : systemCode(settings, kind);
  const imports = [...new Set([...data.uses, ...whole.uses])].toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const line = `import { ${imports.join(", ")} } from "codings";`;
  const lines = line.length <= 100 ? [line] : ["import {", ...imports.map((name) => `  ${name},`), '} from "codings";'];
  return [...lines, "", ...data.lines, "", ...whole.lines, ""].join("\n");
}

interface Code {
  readonly lines: readonly string[];
  readonly uses: readonly string[];
}

function dataCode(settings: Settings, { table }: ExampleKind, file: string): Code {
  const { data, count, seed, validation } = settings;
  const own = seed === SEED ? [] : [`seed: ${seed}`];
  const made =
    data === "garments"
      ? callText("garments", objectText([`count: ${count}`, ...own]))
      : data === "points-3d"
        ? callText("generate3dData", objectText([`m: ${count}`, ...(seed === POINTS_SEED ? [] : [`seed: ${seed}`])]))
        : callText(
            "openDataset",
            JSON.stringify(data === "file" ? file : data.replace(/^machine:/, "")),
            openOptions(settings, table),
          );
  const uses = made.slice(0, made.indexOf("("));
  return {
    uses: [uses, "split"],
    lines: [
      `const dataset = ${uses === "openDataset" ? "await " : ""}${made};`,
      `const { train, validation } = split(dataset, ${literal(validation)});`,
    ],
  };
}

function openOptions({ data, count, seed, validation }: Settings, table: TablePreprocessing | undefined): string {
  if (!table) return data === "file" ? "" : `{ count: ${count} }`;
  const told = { ...toldColumns(table), validation, ...(seed !== SEED && { seed }) };
  return `{\n  table: ${literal(told)},\n}`;
}

/** The class of a system: "TiedAutoencoder". */
const classOf = ({ system }: Settings): string => `${system[0]!.toUpperCase()}${system.slice(1)}Autoencoder`;

/** A system with the options that differ from its own. */
function madeCode(settings: Settings, { table, values }: ExampleKind): string {
  const { codings, hidden, optimizer, learningRate, noise, sparsity, loss, fineTune, system, seed } = settings;
  const isNumbers = !table && values === "numbers";
  const defaults = { ...families[system]!.defaults, ...(table && TABLE_DEFAULTS), ...(isNumbers && NUMBER_DEFAULTS) };
  const isOther = (value: unknown, own: unknown): boolean => JSON.stringify(value) !== JSON.stringify(own);
  // Layers that are put in aren't chosen by the examples, nor is the rest then.
  const isAdopted = isNumbers && loss === "" && settings.layers !== undefined;
  const choosesRate = isOther([optimizer, learningRate], [defaults.optimizer, defaults.learningRate]) || isAdopted;
  // Of numbers a loss or a rate alone would change what else is chosen for them.
  const choosesOptimizer = isNumbers ? choosesRate || loss !== "" : isOther(optimizer, defaults.optimizer);
  const fields = [
    ...(isOther(codings, defaults.codings) ? [`codings: ${codings}`] : []),
    ...(isOther(hidden, defaults.hidden) ? [`hidden: ${literal(hidden)}`] : []),
    ...(!table && loss && (isNumbers || isOther(loss, defaults.loss)) ? [`loss: ${literal(loss)}`] : []),
    ...(isAdopted ? [`loss: ${literal(NUMBER_DEFAULTS.loss)}`, `scaling: ${literal(NUMBER_DEFAULTS.scaling)}`] : []),
    ...(choosesOptimizer ? [`optimizer: ${literal(optimizer)}`] : []),
    ...(choosesRate || (isNumbers && choosesOptimizer) ? [`learningRate: ${literal(learningRate)}`] : []),
    ...(noise && isOther(parseNoise(noise), defaults.noise) ? [`noise: ${literal(parseNoise(noise))}`] : []),
    ...(system === "sparse" && sparsity && sparsity !== "kl:0.1"
      ? [`sparsity: ${literal(families.sparse.options.sparsity.parse(sparsity))}`]
      : []),
    ...(system === "greedy" && fineTune ? ["fineTune: true"] : []),
    ...(table ? ["table: dataset.table!"] : []),
    ...(seed === SEED ? [] : [`seed: ${seed}`]),
  ];
  const made = `new ${callText(classOf(settings), objectText(fields))}`;
  return made.length <= 90 ? made : `new ${classOf(settings)}({\n${fields.map((field) => `  ${field},\n`).join("")}})`;
}

const fitFields = ({ epochs, batch }: Settings): string[] => [`epochs: ${epochs}`, `batchSize: ${batch}`];

function systemCode(settings: Settings, kind: ExampleKind): Code {
  return {
    uses: [classOf(settings)],
    lines: [
      `const autoencoder = ${madeCode(settings, kind)};`,
      "const { history } = await autoencoder.fit(train.examples, {",
      ...[...fitFields(settings), "validation: validation.examples"].map((field) => `  ${field},`),
      "});",
      "const codings = await autoencoder.transform(validation.examples);",
    ],
  };
}

/** Edited layers in Keras's words; where the system trains in its own way, its class takes them. */
function editedCode(settings: Settings, kind: ExampleKind): Code {
  const { optimizer, learningRate, seed, system, loss } = settings;
  const { lines, uses } = layersCode(settings.layers!, kind.shape);
  if (kind.table || system === "greedy" || (kind.values === "numbers" && loss === "")) {
    const { lines: rest, uses: own } = systemCode(settings, kind);
    const model = callText(
      "sequential",
      "[encoder, decoder]",
      objectText(['name: "autoencoder"', ...(seed === SEED ? [] : [`seed: ${seed}`])]),
    );
    const [first, ...others] = rest;
    return { uses: [...uses, ...own], lines: [...lines, first!, `autoencoder.adopt(${model});`, ...others] };
  }
  const fields = [
    ...fitFields(settings),
    "validationData: [validation.examples, validation.examples]",
    ...(seed === SEED ? [] : [`seed: ${seed}`]),
  ];
  return {
    uses: [...uses, optimizer],
    lines: [
      ...lines,
      `const autoencoder = ${callText("sequential", "[encoder, decoder]", objectText(seed === SEED ? [] : [`seed: ${seed}`]))};`,
      `autoencoder.compile({ loss: ${literal(loss || families[system]!.defaults.loss)}, optimizer: ${callText(optimizer, `{ learningRate: ${literal(learningRate)} }`)} });`,
      "const { history } = await autoencoder.fit(train.examples, train.examples, {",
      ...fields.map((field) => `  ${field},`),
      "});",
      "const codings = await encoder.predict(validation.examples);",
    ],
  };
}
