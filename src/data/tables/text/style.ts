import { float32Text } from "../csv-text.ts";
import { encoderOf } from "./encode.ts";
import type { TextEncoding } from "./encoding.ts";
import type { TextLayout } from "./layout.ts";
import { areQuoted, between, fieldText } from "./patch.ts";

/** A text file whose style another file copies. */
interface Styled {
  readonly layout: TextLayout;
  readonly encoding: TextEncoding;
  /** The line break of the file. */
  readonly lineBreak: string;
}

/** Writes lines in the style of a text file: its delimiter, line breaks, quoted columns, encoding and byte order mark. */
export class TextStyle {
  readonly #file: Styled;
  readonly #quoted: ReadonlySet<string>;
  readonly #encode: (text: string) => Uint8Array;

  readonly #decimal: "." | ",";

  /** @param name the file's name in messages. @param decimal the decimal mark. */
  constructor(file: Styled, name: string, decimal: "." | "," = ".") {
    this.#file = file;
    this.#decimal = decimal;
    const { layout, encoding } = file;
    this.#quoted = new Set(layout.names.filter((_, i) => areQuoted(layout, i)));
    this.#encode = encoderOf(encoding.label, name);
  }

  /** Returns the line of column names, after the byte order mark. */
  begin(names: readonly string[]): Uint8Array {
    const { layout, encoding } = this.#file;
    const isQuoted = layout.areNamesQuoted === true;
    const cells = names.map((name, i) => fieldText(name, layout, { isQuoted, isFirst: i === 0 }));
    return this.#encode((encoding.mark > 0 ? "\uFEFF" : "") + this.line(cells));
  }

  /** Returns a value as a cell of its column. */
  cell(value: string, column: string): string {
    return fieldText(value, this.#file.layout, { isQuoted: value !== "" && this.#quoted.has(column) });
  }

  /** Returns a float32 as a cell of its column. */
  number(value: number, column: string): string {
    return this.cell(float32Text(Math.fround(value)).replace(".", this.#decimal), column);
  }

  /** Returns cells as a line. */
  line(cells: readonly string[]): string {
    return cells.join(between(this.#file.layout)) + this.#file.lineBreak;
  }

  /** Encodes lines as bytes. */
  bytes(lines: string): Uint8Array {
    return this.#encode(lines);
  }
}
