import type { Pictures } from "../../figures/picture.ts";
import type { Subject } from "../measure/subject.ts";
import type { Content } from "../page/html.ts";

/** A picture as the URL of a PNG file that holds it (`data:image/png;base64,…`), a pixel for each of its own. */
export type PngUrl = (picture: Pictures) => string;

/** How model and report are made again. */
export interface Reproduction {
  /** The commands that make the model and the report. */
  readonly commands: readonly string[];
  readonly known: readonly (readonly [name: string, value: string])[];
  /** Checksums of the data's files. */
  readonly checksums: readonly { readonly file: string; readonly checksum: string }[];
}

/** What a section's HTML needs beside the values that were measured. */
export interface PageContext {
  /** How pictures become PNG files: in Node by zlib, in a page by a canvas. */
  readonly pngUrl: PngUrl;
  /** Where it is known. */
  readonly again?: Reproduction | undefined;
}

/** A section of the report: numbers of a model and its data, which a worker can measure and post, and the HTML that a page makes of them. */
export interface ReportSection<Values> {
  readonly title: string;
  /** Measures plain values. Undefined: the section doesn't fit the model or the data, and is left out. */
  measure(subject: Subject): Values | undefined | Promise<Values | undefined>;
  /** Makes HTML of the values; figures in it need a document. Undefined: the section is left out. */
  body(values: Values, context: PageContext): Content;
}

/** Gives a section its type. */
export const section = <Values>(one: ReportSection<Values>): ReportSection<Values> => one;
