/** A value that a message gives an option. */
export type OptionValue = string | number | true | readonly (string | number)[];

/** An option that a message names, by its name in the library, with the value that the message advises, if any. */
export interface NamedOption {
  readonly option: string;
  readonly value?: OptionValue;
}

/** How the library, the command line or the studio writes an option; undefined where it has no such option. */
export type OptionWords = (named: NamedOption) => string | undefined;

/** Several things to try, of which a user needs one. */
interface Ways {
  readonly ways: readonly Message[];
}

type Piece = string | NamedOption | Ways;

/**
 * A message whose options are data, so that each face words them its own way: `learningRate: 0.1` in the library, `--learning-rate 0.1` on the command line,
 * a field's name in the studio. Made by the tag `message`; errors take one in place of a string.
 */
export class Message {
  readonly pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }

  /** The message with its options in a face's words. Among several ways, those that need an option the face doesn't have are left out. */
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

  /** The message in the library's words. */
  toString(): string {
    return this.worded(inCode);
  }

  private isOpen(words: OptionWords): boolean {
    return this.pieces.every((piece) => typeof piece === "string" || !("option" in piece) || words(piece) !== undefined);
  }
}

/** An option as it is written in code: `learningRate: 0.1`, or its name alone. */
const inCode = ({ option, value }: NamedOption): string => (value === undefined ? option : `${option}: ${JSON.stringify(value)}`);

/** "a", "a, or b", "a, b, or c" */
const joined = (ways: readonly string[]): string =>
  ways.length < 2 ? (ways[0] ?? "") : `${ways.slice(0, -1).join(", ")}, or ${ways.at(-1)}`;

/** An option for a message to name. */
export const option = (name: string, value?: OptionValue): NamedOption => ({
  option: name,
  ...(value !== undefined && { value }),
});

/** Ways to mend something, for a message: "a, b, or c". */
export const either = (...ways: readonly Message[]): Ways => ({ ways });

/**
 * Makes a message of a text with options in it.
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
