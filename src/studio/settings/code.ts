import { classNameOf } from "../../autoencoders/estimators.ts";
import { families } from "../../autoencoders/index.ts";
import { given } from "../../core/options.ts";
import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";
import * as layers from "../../layers/index.ts";
import { columnOptions } from "../../recipes/columns.ts";
import { optionsFor } from "../../recipes/command-line.ts";
import type { RecipeOptions } from "../../recipes/schema.ts";
import * as training from "../../training/index.ts";
import { layersCode } from "./layer-code.ts";
import { callText, literal, objectText } from "./literal.ts";
import { dataName, type ExampleKind, recipeOf } from "./recipe.ts";
import type { Settings } from "./settings.ts";

/** The library's default seed, except for the points. */
const SEED = 42;
/** The lecture's seed of the points. */
const POINTS_SEED = 4;

/**
 * Returns TypeScript code that repeats the run of some settings exactly, with the library's functions.
 * @param file name of a dropped file.
 */
export function codeOf(settings: Settings, kind: ExampleKind, file = "data.csv"): string {
  const data = dataCode(settings, kind, file);
  const whole = settings.layers ? editedCode(settings, kind) : systemCode(settings, kind);
  const uses = [...new Set([...data.uses, ...whole.uses])].toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return [...importLines(uses), "", ...data.lines, "", ...whole.lines, ""].join("\n");
}

/** Returns import statements for names of the library, one for each entry point. */
function importLines(names: readonly string[]): string[] {
  return ["codings", "codings/layers", "codings/training"].flatMap((entry) => {
    const own = names.filter((name) => entryOf(name) === entry);
    if (own.length === 0) return [];
    const line = `import { ${own.join(", ")} } from "${entry}";`;
    return line.length <= 100 ? [line] : ["import {", ...own.map((name) => `  ${name},`), `} from "${entry}";`];
  });
}

const entryOf = (name: string): string =>
  Object.hasOwn(layers, name) ? "codings/layers" : Object.hasOwn(training, name) ? "codings/training" : "codings";

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
        : callText("openDataset", JSON.stringify(dataName(data, file)), openOptions(settings, table));
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
  const { keys, label, exclude, categories } = columnOptions(table);
  const options = given({ keys, label, exclude, categories, validation, seed: seed === SEED ? undefined : seed });
  return `{\n  table: ${literal(options)},\n}`;
}

/** Returns the class name of a family, such as "TiedAutoencoder". */
const classOf = ({ family }: Settings): string => classNameOf(families[family]);

/** The options that the code passes to the class if they differ from its defaults. */
const OF_CLASS = ["codings", "hidden", "loss", "scaling", "optimizer", "learningRate", "noise", "sparsity", "fineTune"] as const;

/** Returns the code that constructs an autoencoder, with the options that differ from the defaults of its family. */
function madeCode(settings: Settings, kind: ExampleKind): string {
  const { table, values = "lecture" } = kind;
  const recipe = recipeOf(settings, kind);
  const fewest = optionsFor(recipe, { values, ...(table && { table }) });
  // If the layers are given, the examples choose neither the layers nor the other options.
  const isAdopted = values === "numbers" && settings.loss === "" && settings.layers !== undefined && !table;
  const { optimizer, learningRate, loss, scaling } = recipe;
  const said: RecipeOptions = {
    ...fewest,
    ...(isAdopted && { optimizer, loss, scaling }),
    // In code, an optimizer brings its own default learning rate, so the rate must be given with it.
    ...((isAdopted || fewest.optimizer !== undefined) && { learningRate }),
  };
  const fields = [
    ...OF_CLASS.flatMap((name) => (said[name] === undefined ? [] : [`${name}: ${literal(said[name])}`])),
    ...(table ? ["table: dataset.table!"] : []),
    ...(settings.seed === SEED ? [] : [`seed: ${settings.seed}`]),
  ];
  const made = `new ${callText(classOf(settings), objectText(fields))}`;
  return made.length <= 90 ? made : `new ${classOf(settings)}({\n${fields.map((field) => `  ${field},\n`).join("")}})`;
}

const fitFields = ({ epochs, batchSize }: Settings): string[] => [`epochs: ${epochs}`, `batchSize: ${batchSize}`];

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

/** Returns code for edited layers in the style of Keras. If the family has its own way of training, its class adopts the layers. */
function editedCode(settings: Settings, kind: ExampleKind): Code {
  const { optimizer, learningRate, seed, family, loss } = settings;
  const { lines, uses } = layersCode(settings.layers!, kind.shape);
  if (kind.table || families[family].trainer || (kind.values === "numbers" && loss === "")) {
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
      `autoencoder.compile({ loss: ${literal(loss || families[family]!.defaults.loss)}, optimizer: ${callText(optimizer, `{ learningRate: ${literal(learningRate)} }`)} });`,
      "const { history } = await autoencoder.fit(train.examples, train.examples, {",
      ...fields.map((field) => `  ${field},`),
      "});",
      "const codings = await encoder.predict(validation.examples);",
    ],
  };
}
