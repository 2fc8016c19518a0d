import type { Family } from "../family.ts";
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

export type Families = typeof list;
export type FamilyName = keyof Families;

/** Every family, by its name. */
export const families: Families & Readonly<Record<string, Family>> = list;
