import { ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { FitResult } from "../models/fit.ts";
import { Autoencoder, type AutoencoderFitOptions, type AutoencoderOptions, type FamilyDefaults } from "./autoencoder.ts";

/** An autoencoder of sequences [time, features]. Where no loss is chosen, pixels (uint8) have the family's, and other numbers their squared error. */
export abstract class SequenceAutoencoder extends Autoencoder {
  private readonly choosesLoss: boolean;

  constructor(defaults: FamilyDefaults, options: AutoencoderOptions) {
    super(defaults, options);
    this.choosesLoss = options.loss === undefined && !options.table;
  }

  override fit(examples: NdArray, options: AutoencoderFitOptions = {}): Promise<FitResult> {
    if (this.choosesLoss && examples.dtype !== "uint8") this.settle({ loss: "mse" });
    return super.fit(examples, options);
  }
}

/** Length and features of sequences. @throws ShapeError for examples of other shapes. */
export function expectSequence(family: string, inputShape: readonly number[]): readonly [number, number] {
  const [time, features] = inputShape;
  if (inputShape.length !== 2)
    throw new ShapeError(
      `A ${family} autoencoder takes sequences [time, features], but these examples are [${inputShape.join(", ")}]. Cut a table's rows into windows (--window 48), or take --model stacked.`,
    );
  return [time!, features!];
}
