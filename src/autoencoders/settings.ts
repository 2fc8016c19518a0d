import { type CustomObjects, optionsFromSaved } from "../core/custom-objects.ts";
import { OptionError } from "../core/errors.ts";
import { given, optionsIn, type Takes } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { shown } from "../core/words.ts";
import { type LossName, takesAnyNumbers } from "../training/losses/choice.ts";
import * as losses from "../training/losses/index.ts";
import { mixedLoss } from "../training/losses/mixed.ts";
import { type DescribedOptions, optimizerFrom } from "../training/optimizers/choice.ts";
import { type Family, ownOptions } from "./family.ts";
import { expectNoise } from "./noise.ts";
import { AUTOENCODER_OPTIONS, type AutoencoderOptions, type Settings } from "./options.ts";
import { NUMBER_DEFAULTS, TABLE_DEFAULTS } from "./plan/defaults.ts";

/** What a family takes: the options of all families and its own. `where` is who takes them, for messages. */
export const takesOf = (family: Family, where: string): Takes => ({
  where,
  names: { ...AUTOENCODER_OPTIONS, ...Object.fromEntries(ownOptions(family).map(([name]) => [name, true])) },
});

/**
 * The options that were given, with the family's defaults for the others.
 * @throws OptionError for an option that isn't in its range.
 */
export function settingsFor(family: Family, told: AutoencoderOptions): Settings {
  const own = ownOptions(family);
  for (const [name, option] of own) {
    const value = (told as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) option.check?.(value);
  }
  const ofOwn = given(Object.fromEntries(own.map(([name, option]) => [name, option.default])));
  const forTable = told.table ? TABLE_DEFAULTS : {};
  // An optimizer that is chosen comes with its own rate, not with that of the family's.
  const rate = told.optimizer !== undefined && told.learningRate === undefined ? { learningRate: undefined } : {};
  const forScaled = told.scaling === "standard" && !told.table ? { loss: NUMBER_DEFAULTS.loss } : {};
  const settings = { ...family.defaults, ...ofOwn, ...forTable, ...forScaled, ...rate, ...given(told) } as Settings;
  expectFitting(settings);
  return settings;
}

/** @throws OptionError where options don't fit together, or a size isn't one. */
function expectFitting({ codings, hidden, loss, scaling = "none", table, metrics = [], ...others }: Settings): void {
  for (const part of ["encoder", "decoder"] as const)
    if (others[part] !== undefined && typeof others[part] !== "function")
      throw new OptionError(
        `${part} is a function that makes one, as each training begins with new weights: ${part}: ({ codings }) => sequential([…]), but this is ${typeof others[part]}.`,
      );
  lookUp("loss", loss, { ...losses, mixed: mixedLoss });
  if ((loss === "mixed") !== (table !== undefined))
    throw new OptionError(
      `The loss ${loss} isn't for ${table ? "a table: its loss is mixed" : "data that isn't a table"}. Leave loss out.`,
    );
  lookUp("scaling", scaling, { standard: true, none: true });
  if (scaling === "standard" && (table || !takesAnyNumbers(loss as LossName)))
    throw new OptionError(
      table
        ? "A table's columns are scaled already. Leave scaling out."
        : `The loss ${loss} isn't for scaled numbers. Leave scaling out, or take loss: "mse".`,
    );
  if (table && metrics.length > 0)
    throw new OptionError("Metrics are of whole rows, which a table's needn't be: leave metrics out.");
  if (!Array.isArray(hidden))
    throw new OptionError(`hidden is a list of units, such as [300, 100], but this is ${shown(hidden)}.`);
  if (others.noise !== undefined) expectNoise(others.noise);
  for (const units of [codings, ...hidden]) {
    if (!Number.isInteger(units) || units < 1)
      throw new OptionError(`Codings and hidden layers have a whole number of units of at least 1, but this is ${shown(units)}.`);
  }
}

/**
 * The options of a family among saved options, which may hold others, too. A command's `batch` is the family's `batchSize`.
 * @throws OptionError where the optimizer or its rate is one of your own, and `customObjects` doesn't have it.
 */
export function familyOptionsIn(
  family: Family,
  saved: Readonly<Record<string, unknown>>,
  customObjects: CustomObjects = {},
): AutoencoderOptions {
  const { optimizer, optimizerOptions, batch, encoder, decoder } = saved as {
    encoder?: unknown;
    decoder?: unknown;
    optimizer?: string;
    optimizerOptions?: DescribedOptions;
    batch?: number;
  };
  return optionsIn<AutoencoderOptions>(takesOf(family, family.name), {
    ...(batch !== undefined && { batchSize: batch }),
    ...saved,
    ...optionsFromSaved(given({ encoder, decoder }), customObjects),
    ...(optimizer !== undefined && optimizerOptions && { optimizer: optimizerFrom(optimizer, optimizerOptions, customObjects) }),
  });
}
