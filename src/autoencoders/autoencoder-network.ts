import { OptionError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { copied, expectKnown, given } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import type { Known } from "../data/given/dataset.ts";
import { type FeatureGroup, featureGroups, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { FitResult } from "../models/fit.ts";
import type { Sequential } from "../models/sequential.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Calibration } from "../scoring/calibration.ts";
import type { EpochLog } from "../training/history.ts";
import type { TrainingState } from "../training/state.ts";
import { type FamilyChoice, families } from "./families/index.ts";
import type { Family, FamilyTrainer, Network } from "./family.ts";
import { together } from "./fitting.ts";
import { buildNetwork, codingsOf, compileWith, lossOf, makesMissing, networkOf } from "./network.ts";
import type { AutoencoderOptions, Settings } from "./options.ts";
import type { ExampleValues } from "./plan/defaults.ts";
import { type ExamplesPlan, planExamples } from "./plan/examples.ts";
import { settingsFor, takesOf } from "./settings.ts";
import { type Scalers, type Standards, scaleOfNumbers, scalersOf, setStandards } from "./standardize.ts";
import type { TrainedAutoencoder } from "./trained.ts";

const NOT_TRAINED = "The autoencoder isn't trained yet. Call fit first, or load one.";

/**
 * The parts of an autoencoder that don't depend on how it is used: its family and options, its network, and the result of its
 * training.
 */
export class AutoencoderNetwork implements TrainedAutoencoder {
  readonly descriptor: Family;
  protected chosen: Settings;
  /** The options as the user gave them. `chooseFor` chooses the missing ones from the examples. */
  protected readonly told: AutoencoderOptions;
  /** The scales of the autoencoder from which `likewise` made this one, if that one scales numbers. */
  protected inherited: Standards | undefined;
  protected parts: Network | undefined;
  protected trainer: FamilyTrainer;
  /** Whether the network was passed to `adopt`, so that another `fit` can't build it again. */
  protected isAdopted = false;
  /** Whether it has been trained, now or before it was saved. Another `fit` then begins again. */
  protected isFitted = false;
  protected result: Partial<FitResult> | undefined;
  protected calibrated: Calibration | undefined;
  /** The type of the training examples: pixels (uint8), or numbers. */
  inputDtype: "uint8" | "float32" = "float32";
  /** For a loaded autoencoder: the options in `config.json`, which are saved with it again. */
  savedOptions: Readonly<Record<string, unknown>> = {};

  /** @throws OptionError if the family doesn't have an option, with the most similar name, or if an option isn't in its range. */
  constructor(options: FamilyChoice = {}) {
    const { family = "stacked", ...told } = options;
    this.descriptor = typeof family === "string" ? lookUp<Family>("family", family, families) : family;
    const { where, names } = takesOf(this.descriptor, "Autoencoder");
    expectKnown({ where, names: { ...names, family: true } }, options);
    this.told = copied(told);
    this.chosen = settingsFor(this.descriptor, this.told);
    this.trainer = this.descriptor.trainer?.() ?? together;
  }

  /** The name of its family in commands and saved models. */
  get family(): string {
    return this.descriptor.name;
  }

  /** The options with which it was created. Another autoencoder that is created with them learns the same. */
  get options(): FamilyChoice {
    const { told, family, descriptor } = this;
    return {
      ...told,
      family: (families as Readonly<Record<string, Family>>)[family] === descriptor ? family : descriptor,
    } as FamilyChoice;
  }

  /** Its options, with the defaults of the family. */
  get settings(): Settings {
    return this.chosen;
  }

  /**
   * The properties of a table's columns, learned or given, by which rows as objects become features. Undefined for arrays, and
   * before `fit` on rows as objects or on a table's dataset.
   */
  get table(): TablePreprocessing | undefined {
    return this.chosen.table;
  }

  /** The group of features of each column; undefined if the data aren't a table. */
  get features(): readonly FeatureGroup[] | undefined {
    return this.table && featureGroups(this.table);
  }

  /**
   * The feature groups of a whole example; undefined if the data aren't a table. A window repeats the groups of a row for each of
   * its rows.
   */
  get exampleFeatures(): readonly FeatureGroup[] | undefined {
    const { features, table } = this;
    return features && Array.from({ length: table!.windows?.window ?? 1 }, () => features).flat();
  }

  /** Number of trainings that follow one another. The number of epochs is for each of them. */
  get phaseCount(): number {
    return this.descriptor.phaseCount?.(this.chosen) ?? 1;
  }

  /** Whether it is trained with values removed from its inputs, so that it can fill missing values. */
  get makesMissing(): boolean {
    return makesMissing(this.settings);
  }

  /**
   * The metrics of each epoch of the last training, now or before it was saved. Empty if the network was only built or adopted.
   * @throws OptionError before the first `fit`.
   */
  get history(): readonly EpochLog[] {
    return (this.trained && this.result?.history) ?? [];
  }

  /**
   * The state from which `fit(examples, { from: state })` continues the training.
   * @throws OptionError before the first `fit`, or if the autoencoder was saved without it.
   */
  get state(): TrainingState {
    const { state } = this.outcome;
    if (state) return state;
    throw new OptionError("The autoencoder was saved without the state of its training. Call fit to train it again.");
  }

  /**
   * Why the last training ended before its last epoch: "interrupted" by a signal, or a callback's reason; undefined if all epochs
   * were trained.
   * @throws OptionError before the first `fit`.
   */
  get stopped(): string | undefined {
    return this.outcome.stopped;
  }

  /**
   * The distribution of the scores of held-out rows; undefined if `fit` held none out. It is saved.
   * @throws OptionError before the first `fit`.
   */
  get calibration(): Calibration | undefined {
    return this.trained && this.calibrated;
  }

  set calibration(calibration: Calibration | undefined) {
    this.calibrated = calibration;
  }

  protected get outcome(): Partial<FitResult> {
    if (!this.result) throw new OptionError(NOT_TRAINED);
    return this.result;
  }

  /**
   * Whether missing options are chosen from the examples. They aren't after the network is built, or if the table's columns were
   * given with the options.
   */
  protected get isOpen(): boolean {
    return !this.parts && !this.told.table;
  }

  /**
   * Chooses the missing options from the examples, unless they are fixed already.
   * @returns the plan; undefined if nothing is to be chosen, in which case initial weights are drawn.
   */
  protected async chooseFor(
    examples: NdArray,
    runtime: Runtime | undefined,
    values?: ExampleValues,
  ): Promise<ExamplesPlan | undefined> {
    const { isOpen, settings, descriptor, table } = this;
    if (!isOpen && settings.start !== "pca") return undefined;
    const plan = await planExamples(examples, descriptor, isOpen ? { ...this.told, ...(table && { table }) } : settings, {
      runtime,
      values,
    });
    if (isOpen) this.chosen = { ...this.chosen, learningRate: undefined, ...plan.choices, ...given(this.told) } as Settings;
    return plan;
  }

  /**
   * Builds the network for examples of a shape, at the first call.
   * @throws OptionError if an encoder of your own returns another number of codings than the option.
   * @throws ShapeError if the decoder doesn't return the shape of the examples.
   */
  buildFor(inputShape: readonly number[]): Network {
    if (this.parts) return this.parts;
    const built = buildNetwork(this.descriptor, this.settings, inputShape, this.features);
    if (this.told.encoder) this.chosen = { ...this.settings, ...codingsOf(built, this.told.codings) };
    const network = this.use(built);
    const { scalers } = this;
    if (scalers && this.inherited) setStandards(scalers, this.inherited);
    return network;
  }

  /**
   * Uses the layers of a model, which must be an encoder and a decoder.
   * @throws ShapeError if the decoder doesn't return the shape of the encoder's input.
   */
  adopt(model: Sequential): this {
    this.use(model);
    this.isAdopted = true;
    return this;
  }

  /** Restores the result of an earlier training, which was saved. */
  recall(result: Partial<FitResult>): this {
    this.result = result;
    this.isFitted = true;
    return this;
  }

  protected use(model: Sequential): Network {
    this.parts = networkOf(model);
    compileWith(model, lossOf(this.parts, this.settings, this.exampleFeatures), this.settings);
    return this.parts;
  }

  /** Discards what was learned, so that `fit` begins again. An adopted network keeps its layers; any other one is built again. */
  protected forget(): void {
    this.trainer = this.descriptor.trainer?.() ?? together;
    this.calibrated = undefined;
    if (this.isAdopted) {
      const { model } = this.trained;
      for (const variable of model.variables) delete variable.value;
      this.use(model);
    } else {
      this.parts = undefined;
      this.chosen = settingsFor(this.descriptor, this.told);
    }
  }

  /** The encoder, the decoder, and the model of both. @throws OptionError before the first `fit`. */
  get trained(): Network {
    if (!this.parts) throw new OptionError(NOT_TRAINED);
    return this.parts;
  }

  /** The two layers that scale numbers and scale them back; undefined if the autoencoder doesn't scale numbers. */
  get scalers(): Scalers | undefined {
    return this.parts && scalersOf(this.parts);
  }

  /**
   * The scale of each number of a flattened example, by which the loss and the scores divide errors; undefined if the autoencoder
   * doesn't scale numbers.
   */
  get scales(): Float32Array | undefined {
    const { scalers } = this;
    return scalers && scaleOfNumbers(scalers, this.trained.model.inputExampleShape);
  }

  /** Sets the table of the autoencoder. @throws OptionError if its network was already built for arrays. */
  protected learnOf(table: TablePreprocessing): void {
    if (this.table) return;
    if (this.parts)
      throw new OptionError(
        "The autoencoder was built for arrays, but the data are rows of a table. Create another autoencoder, or give the dataset's examples.",
      );
    this.chosen = settingsFor(this.descriptor, { ...this.told, table });
  }

  /** Frees the memory of the compiled programs, as `dispose` of a model. The autoencoder can still be used. */
  async dispose(): Promise<void> {
    if (this.parts) for (const model of Object.values(this.parts)) await model.dispose();
  }

  /** Properties of the data that the autoencoder takes. */
  protected get known(): Known {
    return { table: this.table, shape: this.parts?.model.inputExampleShape };
  }
}
