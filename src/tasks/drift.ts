import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { asRows, columnOf } from "../core/rows.ts";
import { numberDrift } from "../scoring/drift/columns.ts";
import type { BeforeNow } from "../scoring/drift/judge.ts";
import { type DriftReport, driftReport, numberSample } from "../scoring/drift/report.ts";
import { codingNames } from "./coding-names.ts";
import { dataFor, type MemoryData } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions } from "./options.ts";

/**
 * Compares new examples with earlier ones: each of their codings (`z1`, `z2`, …), and their reconstruction errors.
 * @param data - `before` are earlier examples [n, …] in any form (`Data`), and `now` new ones of the same shape. The model must
 * not have been trained on the earlier ones, because it reconstructs its training examples better than new ones.
 * @throws ShapeError if examples don't have the shape of the model's input; the signal's reason.
 * @example
 * const { verdict } = await drift(autoencoder, { before: heldOut, now: examples }); // "none", "some" or "strong"
 */
export async function drift(
  autoencoder: Autoencoder,
  data: BeforeNow<MemoryData>,
  options: TaskOptions = {},
): Promise<DriftReport> {
  const { runtime, signal, onNote } = knownOptions("drift", options, TASK_OPTIONS);
  const codingsOf = async (examples: NdArray) => {
    const codings = await autoencoder.transform(examples, { runtime });
    signal?.throwIfAborted();
    return asRows(codings);
  };
  const known = { onNote, shape: autoencoder.trained.model.inputExampleShape };
  const { examples: before } = await dataFor(autoencoder, data.before, known);
  const { examples: now } = await dataFor(autoencoder, data.now, known);
  const [was, is] = [await codingsOf(before), await codingsOf(now)];
  const columns = codingNames(was.shape[1]!).map((name, i) =>
    numberDrift(name, numberSample(columnOf(was, i)), numberSample(columnOf(is, i))),
  );
  const scores = {
    before: (await autoencoder.scoreSamples(before, { runtime })).data,
    now: (await autoencoder.scoreSamples(now, { runtime })).data,
  };
  return driftReport({ before: before.shape[0]!, now: now.shape[0]! }, columns, scores);
}
