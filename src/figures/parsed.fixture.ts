import { DOMParser } from "linkedom";
import { ndarray } from "../core/ndarray.ts";
import type { Figure } from "./svg.ts";

/** Parses a figure into a document, so that tests can count its elements. */
export const parsed = ({ svg }: Figure) => new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as Document;

/** Returns every text in a figure. */
export const textOf = (figure: Figure) =>
  Array.from(parsed(figure).querySelectorAll("text, tspan"), ({ textContent }) => textContent);

export const floats = (shape: readonly number[], value: (i: number) => number) =>
  ndarray(
    "float32",
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
  );
