import { ShapeError } from "../../core/errors.ts";

/** Returns the length and the number of features of sequences. @throws ShapeError for examples of other shapes. */
export function expectSequence(family: string, inputShape: readonly number[]): readonly [number, number] {
  const [time, features] = inputShape;
  if (inputShape.length !== 2)
    throw new ShapeError(
      `A ${family} autoencoder takes sequences [time, features], but these examples are [${inputShape.join(", ")}]. Cut a table's rows into windows (--window 48), or use --model stacked.`,
    );
  return [time!, features!];
}
