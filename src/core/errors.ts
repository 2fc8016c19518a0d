import { Message, type OptionWords } from "./message.ts";

/**
 * A mistake of the caller's: the message says what is wrong, where, and what to do. The command line prints it without a stack trace.
 * @param message a text, or a `Message` where it names options, which the command line and the studio then write their own way.
 */
export class CodingsError extends Error {
  override name = "CodingsError";
  readonly #message: Message;

  constructor(message: string | Message, options?: ErrorOptions) {
    super(String(message), options);
    this.#message = typeof message === "string" ? new Message([message]) : message;
  }

  /** The message with the options that it names in a face's words. */
  worded(words: OptionWords): string {
    return this.#message.worded(words);
  }
}

/** The data can't be read or doesn't fit: the message names the file, the row or the column. */
export class DataError extends CodingsError {
  override name = "DataError";
}

/** Two shapes or dtypes don't go together: the message names both, and the layer where one is being built. */
export class ShapeError extends CodingsError {
  override name = "ShapeError";
}

/** An option or a name that isn't known or isn't in its range: the message suggests the nearest one. */
export class OptionError extends CodingsError {
  override name = "OptionError";
}

/** An option doesn't go with the data, the model or another option: the command line then ends with exit code 2. */
export class UsageError extends OptionError {}

/** Training can't go on (a loss that is no longer a number): the message says at which step, and what to try. */
export class TrainingError extends CodingsError {
  override name = "TrainingError";
}
