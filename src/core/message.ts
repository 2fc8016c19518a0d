/** A value of an option in a message. */
export type OptionValue = string | number | boolean | readonly (string | number)[];

/** An option in a message: its name in the library, and the value that the message advises, if any. */
export interface NamedOption {
  readonly option: string;
  readonly value?: OptionValue;
}

/**
 * Writes an option as the library, the command line or the studio names it. Returns undefined if there is no such option
 * there.
 */
export type OptionWords = (named: NamedOption) => string | undefined;

/** Several remedies, of which the user needs one. */
interface Ways {
  readonly ways: readonly Message[];
}

type Piece = string | NamedOption | Ways;

/**
 * A message whose options are data, so that each user interface can name them in its own way: `learningRate: 0.1` in the
 * library, `--learning-rate 0.1` on the command line, the name of a field in the studio. The tag `message` makes one, and
 * errors accept one instead of a string.
 */
export class Message {
  readonly pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }

  /**
   * Returns the message as a text.
   * @param words - writes each option. Among several remedies, those that need an option without words are left out, unless
   * all do.
   */
  worded(words: OptionWords): string {
    return this.pieces
      .map((piece) => {
        if (typeof piece === "string") return piece;
        if ("option" in piece) return words(piece) ?? inCode(piece);
        const open = piece.ways.filter((way) => way.isOpen(words));
        return joined((open.length > 0 ? open : piece.ways).map((way) => way.worded(words)));
      })
      .join("");
  }

  /** Returns the message with the options as they are named in the library. */
  toString(): string {
    return this.worded(inCode);
  }

  private isOpen(words: OptionWords): boolean {
    return this.pieces.every((piece) => typeof piece === "string" || !("option" in piece) || words(piece) !== undefined);
  }
}

/** Writes an option as in code: `learningRate: 0.1`, or only its name if it has no value. */
const inCode = ({ option, value }: NamedOption): string => (value === undefined ? option : `${option}: ${JSON.stringify(value)}`);

/** Joins remedies: "a", "a, or b", "a, b, or c". */
const joined = (ways: readonly string[]): string =>
  ways.length < 2 ? (ways[0] ?? "") : `${ways.slice(0, -1).join(", ")}, or ${ways.at(-1)}`;

/** Names an option in a message. */
export const option = (name: string, value?: OptionValue): NamedOption => ({
  option: name,
  ...(value !== undefined && { value }),
});

/** Lists remedies in a message: "a, b, or c". */
export const either = (...ways: readonly Message[]): Ways => ({ ways });

/**
 * Creates a message from a template with options in it.
 * @example
 * throw new DataError(message`The series has ${rows} rows. ${message`Give a smaller window (${option("window", 24)})`}.`);
 */
export function message(
  texts: TemplateStringsArray,
  ...values: readonly (string | number | NamedOption | Ways | Message)[]
): Message {
  const pieces: Piece[] = [texts[0]!];
  for (const [i, value] of values.entries()) {
    if (value instanceof Message) pieces.push(...value.pieces);
    else pieces.push(typeof value === "object" ? value : String(value));
    pieces.push(texts[i + 1]!);
  }
  return new Message(pieces.filter((piece) => piece !== ""));
}
