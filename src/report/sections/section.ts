import type { Pictures } from "../../figures/picture.ts";
import type { Subject } from "../measure/subject.ts";
import type { Content } from "../page/html.ts";

/**
 * A function that returns a picture as the data URL of a PNG file (`data:image/png;base64,…`) with one pixel for each of its
 * pixels.
 */
export type PngUrl = (picture: Pictures) => string;

/** The information that is necessary to reproduce a model and its report. */
export interface Reproduction {
  /** Commands that make the model and the report. */
  readonly commands: readonly string[];
  /** Facts such as the seed and the versions, each with a name and a value. */
  readonly known: readonly (readonly [name: string, value: string])[];
  /** Checksums of the files of the data. */
  readonly checksums: readonly { readonly file: string; readonly checksum: string }[];
}

/** The context that a section's HTML needs in addition to its values. */
export interface PageContext {
  /** Converts pictures to PNG files: with zlib in Node, with a canvas in a browser. */
  readonly pngUrl: PngUrl;
  /** How to reproduce the model and the report, if it is known. */
  readonly again?: Reproduction | undefined;
}

/** A section of the report. A worker can measure its values and post them to a page, which makes the HTML. */
export interface ReportSection<Values> {
  readonly title: string;
  /**
   * Measures plain values. Returns undefined if the section doesn't apply to the model or the data, and the report then leaves it
   * out.
   */
  measure(subject: Subject): Values | undefined | Promise<Values | undefined>;
  /**
   * Makes HTML from the values. Its figures need a document. Returns undefined if there is nothing to show, and the report then
   * leaves it out.
   */
  body(values: Values, context: PageContext): Content;
}

/** Returns the section, with the type of its values inferred. */
export const section = <Values>(one: ReportSection<Values>): ReportSection<Values> => one;
