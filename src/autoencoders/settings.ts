import { type CustomObjects, optionsFromSaved } from "../core/custom-objects.ts";
import { OptionError } from "../core/errors.ts";
import { given, optionsIn, type Takes } from "../core/options.ts";
import { expectValues, listOf, oneOf, positive, units, whole } from "../core/rules.ts";
import { lookUp } from "../core/suggest.ts";
import { type LossName, OWN_LOSS, takesAnyNumbers } from "../training/losses/choice.ts";
import * as losses from "../training/losses/index.ts";
import { mixedLoss } from "../training/losses/mixed.ts";
import { type DescribedOptions, optimizerFrom } from "../training/optimizers/choice.ts";
import { type Family, ownOptions } from "./family.ts";
import { expectNoise } from "./noise.ts";
import { AUTOENCODER_OPTIONS, type AutoencoderOptions, type Settings } from "./options.ts";
import { NUMBER_DEFAULTS, TABLE_DEFAULTS } from "./plan/defaults.ts";

/**
 * Returns the options that a family takes: the options of all families and its own. `where` is the name of the function or class,
 * for messages.
 */
export const takesOf = (family: Family, where: string): Takes => ({
  where,
  names: { ...AUTOENCODER_OPTIONS, ...Object.fromEntries(ownOptions(family).map(([name]) => [name, true])) },
});

/**
 * Returns the given options, with the family's defaults for the others.
 * @throws OptionError if an option isn't in its range.
 */
export function settingsFor(family: Family, told: AutoencoderOptions): Settings {
  const own = ownOptions(family);
  for (const [name, option] of own) {
    const value = (told as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined) option.check?.(value);
  }
  const ofOwn = given(Object.fromEntries(own.map(([name, option]) => [name, option.default])));
  const forTable = told.table ? TABLE_DEFAULTS : {};
  // A given optimizer has its own learning rate, not that of the family's optimizer.
  const rate = told.optimizer !== undefined && told.learningRate === undefined ? { learningRate: undefined } : {};
  const forScaled = told.scaling === "standard" && !told.table ? { loss: NUMBER_DEFAULTS.loss } : {};
  const settings = { ...family.defaults, ...ofOwn, ...forTable, ...forScaled, ...rate, ...given(told) } as Settings;
  expectFitting(settings);
  return settings;
}

const VALUES = {
  codings: units,
  hidden: listOf(units, "[300, 100]"),
  components: whole(0),
  start: oneOf("pca", "random"),
  batchSize: whole(1),
  epochs: whole(1),
  clipNorm: positive,
  learningRate: positive,
} as const;

/** @throws OptionError if options don't fit together, or if a value isn't valid. */
function expectFitting({ codings, hidden, loss, scaling = "none", table, metrics = [], ...others }: Settings): void {
  for (const part of ["encoder", "decoder"] as const)
    if (others[part] !== undefined && typeof others[part] !== "function")
      throw new OptionError(
        `${part} must be a function, because each training begins with new weights: ${part}: ({ codings }) => sequential([…]). But it is ${typeof others[part]}.`,
      );
  if (typeof loss === "function")
    throw new OptionError(`The autoencoder classes take a loss by its name, such as "mse", but it is a function. ${OWN_LOSS}`);
  lookUp("loss", loss, { ...losses, mixed: mixedLoss });
  if ((loss === "mixed") !== (table !== undefined))
    throw new OptionError(
      `The loss ${loss} can't be used for ${table ? "tables, whose loss is mixed" : "data that isn't a table"}. Leave out loss.`,
    );
  lookUp("scaling", scaling, { standard: true, none: true });
  if (scaling === "standard" && (table || !takesAnyNumbers(loss as LossName)))
    throw new OptionError(
      table
        ? "A table's columns are scaled already. Leave out scaling."
        : `The loss ${loss} can't be used for scaled numbers. Leave out scaling, or use loss: "mse".`,
    );
  if (table && metrics.length > 0)
    throw new OptionError("Metrics need complete rows, but the rows of a table may have missing values. Leave out metrics.");
  expectValues({ codings, hidden, ...others }, VALUES);
  if (others.noise !== undefined) expectNoise(others.noise);
}

/**
 * Returns the options of a family among saved options, which may contain others, too. A command's `batch` is the family's
 * `batchSize`.
 * @throws OptionError if the optimizer or its learning rate is your own, and `customObjects` doesn't contain it.
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
