import type { Autoencoder, AutoencoderOptions, FamilyName, Sparsity } from "../../autoencoders/index.ts";
import { families, NUMBER_DEFAULTS, showNoise } from "../../autoencoders/index.ts";
import { given } from "../../core/options.ts";
import { optimizerOf } from "../../training/optimizers/choice.ts";
import { rateAt } from "../../training/schedules/schedule.ts";
import { choicesOf } from "./layers.ts";
import { autoencoderOf } from "./recipe.ts";
import { defaultsOf, PLANNED, type Settings } from "./settings.ts";

/** The training options in the config.json of a model folder. */
export type SavedOptions = AutoencoderOptions & {
  readonly epochs?: number;
  readonly batchSize?: number;
  /** The share of the examples that were held out, or their number. */
  readonly validation?: number;
  readonly fineTune?: boolean;
  readonly sparsity?: Sparsity;
};

/**
 * Returns the settings that rebuild the network of a saved autoencoder. If the family with these options has other layers, the settings contain
 * the saved layers one by one.
 * @param data name of the run's examples in the settings.
 */
export function settingsOf(autoencoder: Autoencoder, options: SavedOptions, data: string): Settings {
  const { settings, trained } = autoencoder;
  const family = autoencoder.family as FamilyName;
  const defaults = defaultsOf(family, data);
  const isScaled = settings.scaling === "standard";
  const { codings, hidden, noise, seed = 42, loss } = settings;
  const made = settings.optimizer as AutoencoderOptions["optimizer"];
  const ownRate = typeof made === "object" ? rateAt(optimizerOf(made).learningRate, 0) : settings.learningRate;
  const {
    optimizer = defaults.optimizer,
    epochs = defaults.epochs,
    batchSize = defaults.batchSize,
    validation = defaults.validation,
    sparsity,
    fineTune = false,
  } = options;
  const found: Settings = {
    ...defaults,
    codings,
    hidden,
    learningRate: ownRate ?? defaults.learningRate,
    noise: noise ? showNoise(noise) : "",
    seed,
    loss: loss === "mixed" || loss === (isScaled ? NUMBER_DEFAULTS.loss : families[family]!.defaults.loss) ? "" : loss,
    optimizer: typeof optimizer === "string" ? optimizer : optimizerOf(optimizer).kind,
    epochs,
    batchSize,
    validation: validation < 1 ? validation : defaults.validation,
    fineTune,
    ...given(Object.fromEntries(PLANNED.map((name) => [name, (options as Partial<Settings>)[name]]))),
    sparsity: sparsity ? families.sparse.options.sparsity.show(sparsity) : defaults.sparsity,
  };
  const shape = trained.model.inputExampleShape;
  const { table } = settings;
  const again = autoencoderOf(found, { shape, values: isScaled ? "numbers" : "lecture", ...(table && { table }) });
  const own = choicesOf(trained);
  return JSON.stringify(choicesOf(again.trained)) === JSON.stringify(own) ? found : { ...found, layers: own };
}
