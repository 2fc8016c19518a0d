import { OptionError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { expectKnown, given } from "../core/options.ts";
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
 * What an autoencoder is besides its use: its family and options, its network, and what its training came to.
 */
export class AutoencoderNetwork implements TrainedAutoencoder {
  readonly descriptor: Family;
  protected chosen: Settings;
  /** The options as the user gave them. `chooseFor` chooses the missing ones by the examples. */
  protected readonly told: AutoencoderOptions;
  /** The scales of the autoencoder that `likewise` copied, if that one scales. */
  protected inherited: Standards | undefined;
  protected parts: Network | undefined;
  protected trainer: FamilyTrainer;
  /** Whether the network was put in, so that another `fit` can't build it again. */
  protected isAdopted = false;
  /** Whether it has learned, here or before it was saved: another `fit` then begins anew. */
  protected isFitted = false;
  protected result: Partial<FitResult> | undefined;
  protected calibrated: Calibration | undefined;
  /** The element type of the examples that it learned from: pixels (uint8), or numbers. */
  inputDtype: "uint8" | "float32" = "float32";
  /** Of one that was loaded: all that `config.json` says of how it was made, which is saved with it again. */
  savedOptions: Readonly<Record<string, unknown>> = {};

  /** @throws OptionError for an option that the family doesn't take, with the nearest name, or one that isn't in its range. */
  constructor(options: FamilyChoice = {}) {
    const { family = "stacked", ...told } = options;
    this.descriptor = typeof family === "string" ? lookUp<Family>("family", family, families) : family;
    const { where, names } = takesOf(this.descriptor, "Autoencoder");
    expectKnown({ where, names: { ...names, family: true } }, options);
    this.chosen = settingsFor(this.descriptor, told);
    this.told = told;
    this.trainer = this.descriptor.trainer?.() ?? together;
  }

  /** The name of its family, as commands and saved models have it. */
  get family(): string {
    return this.descriptor.name;
  }

  /** Its options, with the family's defaults. */
  get settings(): Settings {
    return this.chosen;
  }

  /** What was learned of a table's columns, or given: rows as objects become features by it. Undefined for arrays, and before `fit` of rows as objects or of a table's dataset. */
  get table(): TablePreprocessing | undefined {
    return this.chosen.table;
  }

  /** For tables: the group of features of each column. */
  get features(): readonly FeatureGroup[] | undefined {
    return this.table && featureGroups(this.table);
  }

  /** For tables: the feature groups of a whole example. A window has the groups of a row once for each of its rows. */
  get exampleFeatures(): readonly FeatureGroup[] | undefined {
    const { features, table } = this;
    return features && Array.from({ length: table!.windows?.window ?? 1 }, () => features).flat();
  }

  /** How many trainings follow one another; an epoch count is for each. */
  get phaseCount(): number {
    return this.descriptor.phaseCount?.(this.chosen) ?? 1;
  }

  /** Whether it is trained to do without values that are there. */
  get makesMissing(): boolean {
    return makesMissing(this.settings);
  }

  /** The figures of each epoch of the last training, here or before it was saved; none of a network that was only built or put in. @throws OptionError before that. */
  get history(): readonly EpochLog[] {
    return (this.trained && this.result?.history) ?? [];
  }

  /** All that it takes to go on training with `fit(examples, { from: state })`. @throws OptionError before the first `fit`, and where it was saved without. */
  get state(): TrainingState {
    const { state } = this.outcome;
    if (state) return state;
    throw new OptionError("The autoencoder was saved without the state of its training. Call fit for one.");
  }

  /** Why the last training ended before its last epoch: "interrupted" by a signal, or a callback's reason; undefined where it didn't. @throws OptionError before the first `fit`. */
  get stopped(): string | undefined {
    return this.outcome.stopped;
  }

  /** What scores of rows that it hasn't learned from are like; undefined where `fit` held none out. It is saved. @throws OptionError before the first `fit`. */
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

  /** Whether the examples choose the options that weren't given. They don't after the network is built, and not where the table's columns were given with the options. */
  protected get isOpen(): boolean {
    return !this.parts && !this.told.table;
  }

  /** Chooses the options that weren't given, unless they are fixed already. @returns the plan; undefined if nothing is to be chosen, and first weights are drawn. */
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

  /** The parts for examples of a shape, made at the first use. @throws OptionError where an encoder of your own gives another number of codings than the option says; ShapeError where the decoder doesn't give the examples' shape back. */
  buildFor(inputShape: readonly number[]): Network {
    if (this.parts) return this.parts;
    const built = buildNetwork(this.descriptor, this.settings, inputShape, this.features);
    if (this.told.encoder) this.chosen = { ...this.settings, ...codingsOf(built, this.told.codings) };
    const network = this.use(built);
    const { scalers } = this;
    if (scalers && this.inherited) setStandards(scalers, this.inherited);
    return network;
  }

  /** Puts a model in, whose two layers are the encoder and the decoder. @throws ShapeError where it doesn't give its input's shape back. */
  adopt(model: Sequential): this {
    this.use(model);
    this.isAdopted = true;
    return this;
  }

  /** Takes over what an earlier training came to, which was saved. */
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

  /** Forgets what was learned, so that `fit` begins anew: a network that was put in keeps its layers, another one is built again. */
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

  /** Encoder, decoder and both together. @throws OptionError before the first `fit`. */
  get trained(): Network {
    if (!this.parts) throw new OptionError(NOT_TRAINED);
    return this.parts;
  }

  /** The two layers that scale numbers and scale them back; undefined if this autoencoder doesn't scale. */
  get scalers(): Scalers | undefined {
    return this.parts && scalersOf(this.parts);
  }

  /** The scale of each number of a flattened example, by which the loss and the scores divide errors; undefined if this autoencoder doesn't scale. */
  get scales(): Float32Array | undefined {
    const { scalers } = this;
    return scalers && scaleOfNumbers(scalers, this.trained.model.inputExampleShape);
  }

  /** Makes it one of a table. @throws OptionError where its network is there already, for arrays. */
  protected learnOf(table: TablePreprocessing): void {
    if (this.table) return;
    if (this.parts)
      throw new OptionError(
        "The autoencoder was built for arrays, and gets a table's rows. Make another one, or give the dataset's examples.",
      );
    this.chosen = settingsFor(this.descriptor, { ...this.told, table });
  }

  /** What is known of the data that it takes. */
  protected get known(): Known {
    return { table: this.table, shape: this.parts?.model.inputExampleShape };
  }
}
