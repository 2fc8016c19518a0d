import type { Blueprint } from "./autoencoder.ts";
import { stacked } from "./stacked.ts";

/** Every family that `codings train --model` knows. */
export const families: Readonly<Record<string, Blueprint>> = { stacked };
