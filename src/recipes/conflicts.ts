import { type Family, families } from "../autoencoders/index.ts";
import { UsageError } from "../core/errors.ts";
import { type Message, message, option } from "../core/message.ts";
import { DETECTOR, type RecipeOptionName, type RecipeOptions, recipeOptions } from "./schema.ts";

/** Options that a detector takes: those of its data, and what is held out. */
const OF_DETECTORS: ReadonlySet<string> = new Set([
  ...["family", "seed", "validation"],
  ...Object.entries(recipeOptions).flatMap(([name, { group }]) => (group === "data" ? [name] : [])),
]);

type Given = RecipeOptions & { readonly resume?: boolean };

/** The first option of a kind that is given. */
const firstGiven = (options: Given, only: string): RecipeOptionName | undefined =>
  (Object.keys(recipeOptions) as RecipeOptionName[]).find(
    (name) => options[name] !== undefined && (recipeOptions[name] as { only?: string }).only === only,
  );

/** Checks what can be checked before the data are opened. @param own a family of one's own, which `family` names. @throws UsageError if options don't go together. */
export function expectTogether(options: Given, own?: Family): void {
  const { codings, window, resume, family, pretrain, effort } = options;
  const refuse = (what: Message): never => {
    throw new UsageError(what);
  };
  const isAuto = codings === "auto";
  const forAuto = firstGiven(options, "auto");
  const isTried = isAuto || (forAuto === "minutes" && effort === "best");
  if (forAuto && !isTried)
    refuse(
      forAuto === "minutes"
        ? message`${option(forAuto)} is for ${option("codings", "auto")} and ${option("effort", "best")}.`
        : message`${option(forAuto)} is for ${option("codings", "auto")}.`,
    );
  if (effort !== undefined && resume)
    refuse(message`${option("resume")} goes on with the settings that the model has. Leave ${option("effort")} out.`);
  if (isAuto && resume)
    refuse(message`${option("resume")} goes on with the codings that the model has. Leave ${option("codings", "auto")} out.`);
  if (family === DETECTOR) {
    if (window !== undefined)
      refuse(
        message`${option("window")} is for autoencoders, and a detector (${option("family", DETECTOR)}) looks at rows by themselves.`,
      );
    if (resume)
      refuse(
        message`${option("resume")}: a detector (${option("family", DETECTOR)}) is trained at once, in seconds. Leave ${option("resume")} out.`,
      );
    const unknown = (Object.keys(recipeOptions) as RecipeOptionName[]).find(
      (name) => options[name] !== undefined && !OF_DETECTORS.has(name),
    );
    if (unknown)
      refuse(message`${option(unknown)} isn't an option of ${option("family", DETECTOR)}, which chooses its own. Leave it out.`);
  }
  const ofWindows = firstGiven(options, "windows");
  if (ofWindows && window === undefined)
    refuse(message`${option(ofWindows)} is about windows of rows: add ${option("window")}, such as ${option("window", 48)}.`);
  if (window !== undefined && pretrain)
    refuse(message`${option("pretrain")} is for examples with labels, which windows of rows don't have.`);
  if (window !== undefined && family !== undefined && (own ?? families[family])?.examples === "images")
    refuse(message`${option("family", family)} is for images: of windows take ${option("family", "convolutional-1d")}.`);
  const forLabels = firstGiven(options, "pretrain");
  if (forLabels && !pretrain) refuse(message`${option(forLabels)} is for a classifier: add ${option("pretrain")}.`);
  for (const of of [...Object.keys(families), "convolutions"]) {
    const ofFamily = firstGiven(options, of);
    const isOf = of === "convolutions" ? family?.startsWith("convolutional") : family === of;
    if (ofFamily && !isOf && !(own && Object.hasOwn(own.options, ofFamily))) {
      const example = of === "convolutions" ? "convolutional" : of;
      refuse(message`${option(ofFamily)} is for a ${example} autoencoder: add ${option("family", example)}.`);
    }
  }
}

/** @throws UsageError if an option is for tables and the data is none, or the other way round. */
export function expectForData(options: Given, data: string, isTable: boolean): void {
  const [name, kinds] = isTable
    ? [firstGiven(options, "images"), message`images, and ${data} is a table`]
    : [firstGiven(options, "tables") ?? firstGiven(options, "windows"), message`tables, and ${data} isn't one`];
  if (name) throw new UsageError(message`${option(name)} is for ${kinds}.`);
  if (isTable && options.recipe !== undefined)
    throw new UsageError(
      message`${option("recipe", options.recipe)} is for arrays and pictures, and ${data} is a table, which the lecture has none of. Leave it out.`,
    );
}
