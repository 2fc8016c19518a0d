import type { Moment } from "../engine/trainer.ts";

/** Maximum number of moments stored for a run: as many as a person can tell apart on a slider. */
export const MOST_MOMENTS = 60;

/** Adds a moment. If there are too many, removes the one that leaves the smallest gap, but never the first or the last. */
export function withMoment(moments: readonly Moment[], moment: Moment, most = MOST_MOMENTS): readonly Moment[] {
  const all = [...moments.filter(({ epochs }) => epochs < moment.epochs), moment];
  if (all.length <= most) return all;
  let thinnest = 1;
  const gap = (i: number) => all[i + 1]!.epochs - all[i - 1]!.epochs;
  for (let i = 2; i < all.length - 1; i++) if (gap(i) < gap(thinnest)) thinnest = i;
  return all.filter((_, i) => i !== thinnest);
}
