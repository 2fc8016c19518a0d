import { OptionError } from "../core/errors.ts";
import { splitPlace } from "../core/hold-out.ts";
import { sliceRows } from "../core/ndarray.ts";
import type { Batchable } from "../training/batchable.ts";

/** Examples to learn from, and the last share of them, held out to measure. @throws OptionError if the share isn't between 0 and 1 or leaves a part empty. */
export function holdOut(all: Batchable, share: number): [Batchable, Batchable] {
  if (!(share > 0 && share < 1)) throw new OptionError(`validationSplit is a share between 0 and 1, but this is ${share}.`);
  const count = all.examples.shape[0]!;
  const at = splitPlace(count, share);
  if (at === 0 || at === count)
    throw new OptionError(`A validation split of ${share} of ${count} examples leaves one part empty.`);
  const part = (start: number, end: number): Batchable => {
    const examples = sliceRows(all.examples, start, end);
    const targets = all.targets === all.examples ? examples : sliceRows(all.targets, start, end);
    return { examples, targets, weights: all.weights && sliceRows(all.weights, start, end) };
  };
  return [part(0, at), part(at, count)];
}
