import { Message, type OptionWords } from "./message.ts";

/**
 * An error that the caller can correct. The message says what is wrong, where, and what to do; the command line prints it
 * without a stack trace.
 * @param message - text, or a `Message` if it names options. The command line and the studio then write the options in their
 * own words.
 * @example
 * try {
 *   model.compile({ loss: "mean_error" });
 * } catch (error) {
 *   if (error instanceof CodingsError) console.error(error.message);
 * }
 */
export class CodingsError extends Error {
  override name = "CodingsError";
  readonly #message: Message;

  constructor(message: string | Message, options?: ErrorOptions) {
    super(String(message), options);
    this.#message = typeof message === "string" ? new Message([message]) : message;
  }

  /** Returns the message with each option named as the command line or the studio names it. */
  worded(words: OptionWords): string {
    return this.#message.worded(words);
  }
}

/** Thrown if data can't be read or don't fit. The message names the file, the row or the column. */
export class DataError extends CodingsError {
  override name = "DataError";

  /** @param message - as for `CodingsError`. Control characters, which names in a file may contain, become spaces. */
  constructor(message: string | Message, options?: ErrorOptions) {
    super(typeof message === "string" ? message.replaceAll(/\p{Cc}+/gu, " ") : message, options);
  }
}

/** Thrown if two shapes or dtypes don't match. The message names both, and the layer if one is being built. */
export class ShapeError extends CodingsError {
  override name = "ShapeError";
}

/** Thrown if an option or a name is unknown or out of range. The message suggests the nearest valid one. */
export class OptionError extends CodingsError {
  override name = "OptionError";
}

/** Thrown if an option doesn't fit the data, the model or another option. The command line then exits with code 2. */
export class UsageError extends OptionError {}

/**
 * Thrown if training can't continue, for example because the loss is no longer a number. The message names the step and
 * suggests what to try.
 */
export class TrainingError extends CodingsError {
  override name = "TrainingError";
}
