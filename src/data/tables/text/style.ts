import { float32Text } from "../csv-text.ts";
import { encoderOf } from "./encode.ts";
import type { TextEncoding } from "./encoding.ts";
import type { TextLayout } from "./layout.ts";
import { areQuoted, between, fieldText } from "./patch.ts";

/** A text file whose ways another one is written in. */
interface Styled {
  readonly layout: TextLayout;
  readonly encoding: TextEncoding;
  /** What stands between two of its lines. */
  readonly lineBreak: string;
}

/** Writes lines as a text file has them: what stands between cells and lines, which columns have quotes, and the encoding with its mark. */
export class TextStyle {
  readonly #file: Styled;
  readonly #quoted: ReadonlySet<string>;
  readonly #encode: (text: string) => Uint8Array;

  readonly #decimal: "." | ",";

  /** @param name what messages call the file. @param decimal the mark between a number's whole part and its decimals. */
  constructor(file: Styled, name: string, decimal: "." | "," = ".") {
    this.#file = file;
    this.#decimal = decimal;
    const { layout, encoding } = file;
    this.#quoted = new Set(layout.names.filter((_, i) => areQuoted(layout, i)));
    this.#encode = encoderOf(encoding.label, name);
  }

  /** A line of the columns' names, behind the mark of the encoding. */
  begin(names: readonly string[]): Uint8Array {
    const { layout, encoding } = this.#file;
    const isQuoted = layout.areNamesQuoted === true;
    const cells = names.map((name, i) => fieldText(name, layout, { isQuoted, isFirst: i === 0 }));
    return this.#encode((encoding.mark > 0 ? "\uFEFF" : "") + this.line(cells));
  }

  /** A value of a column as its cell. */
  cell(value: string, column: string): string {
    return fieldText(value, this.#file.layout, { isQuoted: value !== "" && this.#quoted.has(column) });
  }

  /** A float32 of a column as its cell. */
  number(value: number, column: string): string {
    return this.cell(float32Text(Math.fround(value)).replace(".", this.#decimal), column);
  }

  /** Cells as a line. */
  line(cells: readonly string[]): string {
    return cells.join(between(this.#file.layout)) + this.#file.lineBreak;
  }

  /** Lines as bytes. */
  bytes(lines: string): Uint8Array {
    return this.#encode(lines);
  }
}
