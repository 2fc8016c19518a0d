import type { Family, OwnOf } from "../family.ts";
import type { AutoencoderOptions } from "../options.ts";
import { convolutional } from "./convolutional.ts";
import { convolutional1d } from "./convolutional-1d.ts";
import { denoising } from "./denoising.ts";
import { greedy } from "./greedy.ts";
import { linear } from "./linear.ts";
import { recurrent } from "./recurrent.ts";
import { sparse } from "./sparse.ts";
import { stacked } from "./stacked.ts";
import { tied } from "./tied.ts";
import { variational } from "./variational.ts";

const list = {
  linear,
  stacked,
  tied,
  greedy,
  convolutional,
  recurrent,
  "convolutional-1d": convolutional1d,
  denoising,
  sparse,
  variational,
} as const;

/** Type of the list of families. */
export type Families = typeof list;
/** Names of the families, as in `--model`. */
export type FamilyName = keyof Families;

/** All families, by name. */
export const families: Families & Readonly<Record<string, Family>> = list;

/** A family and its options. The family is given by its name, or by its descriptor if it is your own; "stacked" by default. */
export type FamilyChoice =
  | ({ readonly family?: undefined } & AutoencoderOptions)
  | { [N in FamilyName]: { readonly family: N } & AutoencoderOptions & Partial<OwnOf<Families[N]>> }[FamilyName]
  | ({ readonly family: Family } & AutoencoderOptions & Readonly<Record<string, unknown>>);
