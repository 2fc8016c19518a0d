import type { Rows } from "../rows.ts";

/** Four rows with a column of classes, one of digits, and one of numbers. */
export const someRows: Rows = {
  count: 4,
  positions: Float32Array.of(0, 0.1, 1, -2, 3e-8, 5, 1 / 3, 7),
  columns: [
    { kind: "classes", name: "label", names: ['Bag, "big"', "Coat", "T-shirt"], classes: Uint32Array.of(0, 1, 2, 1) },
    { kind: "classes", name: "digit", names: ["1", "12"], classes: Uint32Array.of(0, 1, 1, 0) },
    { kind: "numbers", name: "loss", numbers: Float64Array.of(0.1, 0.25, -1e-7, 12) },
  ],
};
