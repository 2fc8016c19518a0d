import { DOMParser } from "linkedom";
import { ndarray } from "../core/ndarray.ts";
import type { Figure } from "./svg.ts";

/** A figure as a document, so that tests count what is drawn. */
export const parsed = ({ svg }: Figure) => new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as Document;

/** All that is written in a figure. */
export const textOf = (figure: Figure) =>
  Array.from(parsed(figure).querySelectorAll("text, tspan"), ({ textContent }) => textContent);

export const floats = (shape: readonly number[], value: (i: number) => number) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
  );
