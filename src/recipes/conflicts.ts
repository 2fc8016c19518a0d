import { type Family, families } from "../autoencoders/index.ts";
import { UsageError } from "../core/errors.ts";
import { type Message, message, option } from "../core/message.ts";
import { isOfSeries } from "./columns.ts";
import { DETECTOR, type RecipeOptionName, type RecipeOptions, recipeOptions } from "./schema.ts";

/** Options that also apply to a detector: those of its data and of the validation set. */
const OF_DETECTORS: ReadonlySet<string> = new Set([
  ...["family", "seed", "validation"],
  ...Object.entries(recipeOptions).flatMap(([name, { group }]) => (group === "data" ? [name] : [])),
]);

type Given = RecipeOptions & { readonly resume?: boolean };

/** Returns the first given option that is only for one kind of data or model. */
const firstGiven = (options: Given, only: string): RecipeOptionName | undefined =>
  (Object.keys(recipeOptions) as RecipeOptionName[]).find(
    (name) => options[name] !== undefined && (recipeOptions[name] as { only?: string }).only === only,
  );

/**
 * Checks options before the data are opened.
 * @param own - the user's own family, if `family` names one.
 * @throws UsageError if options can't be used together.
 */
export function expectTogether(options: Given, own?: Family): void {
  const { codings, resume, family, pretrain, effort } = options;
  const refuse = (what: Message): never => {
    throw new UsageError(what);
  };
  const isAuto = codings === "auto";
  const forAuto = firstGiven(options, "auto");
  const isTried = isAuto || (forAuto === "minutes" && effort === "best");
  if (forAuto && !isTried)
    refuse(
      forAuto === "minutes"
        ? message`${option(forAuto)} is for ${option("codings", "auto")} and ${option("effort", "best")}. Add one of them, or leave ${option(forAuto)} out.`
        : message`${option(forAuto)} is for ${option("codings", "auto")}. Add it, or leave ${option(forAuto)} out.`,
    );
  if (effort !== undefined && resume)
    refuse(message`${option("resume")} continues with the settings of the model. Leave ${option("effort")} out.`);
  if (isAuto && resume)
    refuse(
      message`${option("resume")} continues with the number of codings of the model. Leave ${option("codings", "auto")} out.`,
    );
  if (family === DETECTOR) {
    if (options.step !== undefined)
      refuse(
        message`${option("step")} is for autoencoders. A detector (${option("family", DETECTOR)}) chooses it by the windows. Leave ${option("step")} out.`,
      );
    if (isOfSeries(options) && options.validation !== undefined)
      refuse(
        message`${option("validation")} isn't an option of a detector for series, which learns from all rows and measures its scores on blocks of time. Leave ${option("validation")} out.`,
      );
    if (resume)
      refuse(
        message`${option("resume")} is for autoencoders, but a detector (${option("family", DETECTOR)}) is trained from the start, in seconds. Leave ${option("resume")} out.`,
      );
    const unknown = (Object.keys(recipeOptions) as RecipeOptionName[]).find(
      (name) => options[name] !== undefined && !OF_DETECTORS.has(name),
    );
    if (unknown)
      refuse(message`${option(unknown)} isn't an option of ${option("family", DETECTOR)}, which chooses its own. Leave it out.`);
  }
  const ordering = (["orderBy", "groupBy", "pivot"] as const).find((name) => options[name] !== undefined);
  if (options.window === "none" && ordering)
    refuse(
      message`${option(ordering)} is for series, but ${option("window", "none")} is for single rows. Leave one of them out.`,
    );
  if (options.step !== undefined && !isOfSeries(options))
    refuse(message`${option("step")} is for windows of rows: add ${option("window")}, such as ${option("window", 48)}.`);
  if (isOfSeries(options) && pretrain)
    refuse(
      message`${option("pretrain")} is for examples with labels, but windows of rows have none. Leave ${option("pretrain")} out.`,
    );
  if (isOfSeries(options) && family !== undefined && (own ?? families[family])?.examples === "images")
    refuse(message`${option("family", family)} is for images. For windows of rows, use ${option("family", "convolutional-1d")}.`);
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

/**
 * @param own - the user's own family, if `family` names one.
 * @throws UsageError if an option or the model is for another kind of data: tables, images or sequences.
 */
export function expectForData(options: Given, data: string, isTable: boolean, own?: Family): void {
  const [name, kinds] = isTable
    ? [firstGiven(options, "images"), message`images, but ${data} is a table`]
    : [firstGiven(options, "tables") ?? firstGiven(options, "windows"), message`tables, but ${data} isn't one`];
  if (name) throw new UsageError(message`${option(name)} is for ${kinds}. Leave it out.`);
  const { family = "" } = options;
  const examples = isTable && !isOfSeries(options) ? (own ?? families[family])?.examples : undefined;
  if (examples === "images")
    throw new UsageError(message`${option("family", family)} is for images, but ${data} is a table. Leave it out.`);
  if (examples === "sequences")
    throw new UsageError(
      message`${option("family", family)} is for sequences, but the rows of ${data} are none. Cut them into windows with ${option("window", 48)}, or leave ${option("family", family)} out.`,
    );
  if (isTable && options.recipe !== undefined)
    throw new UsageError(
      message`${option("recipe", options.recipe)} is for arrays and images, but ${data} is a table, and the lecture has no settings for tables. Leave it out.`,
    );
}
