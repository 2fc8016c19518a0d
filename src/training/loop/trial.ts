import { TrainingError } from "../../core/errors.ts";
import { message, option } from "../../core/message.ts";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { mean } from "../../core/statistics.ts";
import type { TrainOptions, TriedOption } from "./options.ts";
import { firstPart } from "./parts.ts";
import type { Standing } from "./standing.ts";
import type { Steps } from "./steps.ts";

/** Steps of a trial, how many of the last ones are compared, and after how many it looks whether a signal has ended the run. */
const STEPS = 30;
const LAST = 5;
const CHUNK = 10;
/** A loss diverges that isn't a number, that has grown by this factor and still grows, or that has grown by the larger one. */
const GROWN = 10;
const LOST = 100;
/** Rates that are tried in place of one that diverges, each a tenth of the one before. */
const RATES = 6;

/** The option to try the first steps for, if one of them was given: defaults needn't be tried. */
export const optionToTry = (given: Readonly<Partial<Record<TriedOption, unknown>>>): TriedOption | undefined =>
  (["learningRate", "optimizer"] as const).find((name) => given[name] !== undefined);

/** Does some steps on the first batches, from the run's first weights and without a trace, and gives the loss of each. */
type TrySteps = (change?: { readonly rate?: number; readonly arrays?: Standing["arrays"] }) => Promise<readonly number[]>;

/**
 * Tries the first steps of a run that begins, and forgets them.
 * @throws TrainingError where the loss diverges in them, which names a lower learning rate by which the loss falls. If no lower rate helps, the rate isn't the cause, and nothing is thrown.
 */
export async function expectToFall(options: TrainOptions, standing: Standing, steps: Steps): Promise<void> {
  const { trial } = options;
  if (!trial || standing.step > 0 || options.signal?.aborted) return;
  const trySteps = trier(options, standing, steps);
  const losses = await trySteps();
  const first = losses[0]!;
  if (!diverges(losses, first)) return;
  // A model that begins near its optimum may be far above that after some steps, and still be better than one that says the same whatever comes in.
  const [ofConstant] = await trySteps({ arrays: withoutWeights(options, standing) });
  const reference = greatest(first, ofConstant!);
  if (!diverges(losses, reference)) return;
  const unlearned = mean((await trySteps({ rate: 0 })).slice(-LAST));
  const rate = Math.max(...losses.map((_, step) => standing.rate(step)));
  for (let tries = 1; tries <= RATES; tries++) {
    const lower = Number((rate / 10 ** tries).toPrecision(2));
    const fallen = await trySteps({ rate: lower });
    if (!(mean(fallen.slice(-LAST)) <= greatest(reference, unlearned))) continue;
    const broken = losses.findIndex((loss) => !Number.isFinite(loss));
    const last = broken < 0 ? losses.length - 1 : broken;
    const became = broken < 0 ? shown(losses[last]!) : "no number";
    throw new TrainingError(
      message`The learning rate ${rate} makes the loss diverge: ${shown(first)} at step 1, ${became} at step ${last + 1}. Take ${option("learningRate", lower)}, or leave ${option(trial)} out.`,
    );
  }
}

function trier(options: TrainOptions, standing: Standing, steps: Steps): TrySteps {
  const part = firstPart(options, standing);
  const size = part.order.length;
  const batchSize = Math.min(options.batchSize, size);
  const full = Math.floor(size / batchSize);
  // A run may be shorter than that.
  const most = Math.min(STEPS, full * options.epochs);
  const { arrays: weights, step, batch, sums, ownRate } = standing;
  const back = () => Object.assign(standing, { arrays: weights, step, batch, sums, ownRate });
  return async ({ rate, arrays = weights } = {}) => {
    const losses: number[] = [];
    Object.assign(standing, { arrays, ownRate: rate ?? ownRate });
    try {
      while (losses.length < most && losses.every(Number.isFinite) && !options.signal?.aborted) {
        if (standing.batch >= full) standing.batch = 0;
        const count = Math.min(CHUNK, most - losses.length, full - standing.batch);
        losses.push(...(await steps.attempt(part, count, batchSize)));
      }
    } finally {
      back();
    }
    return losses;
  };
}

/** Whether the losses of steps go far beyond a reference. A first loss that isn't a positive number tells nothing of the rate. */
function diverges(losses: readonly number[], reference: number): boolean {
  if (!(losses[0]! > 0 && Number.isFinite(losses[0]))) return false;
  if (!losses.every(Number.isFinite)) return true;
  const [before, last] = [mean(losses.slice(-2 * LAST, -LAST)), mean(losses.slice(-LAST))];
  return last > LOST * reference || (last > GROWN * reference && last > before);
}

/** The weights at 0: the model's output is then the same whatever comes in. */
function withoutWeights({ model }: TrainOptions, { arrays }: Standing): Standing["arrays"] {
  const learning = new Set(model.trainableVariables);
  const zeros = ({ shape, data }: NdArray<"float32">) => ndarray("float32", shape, new Float32Array(data.length));
  const paths = model.variablePaths.filter((_, i) => learning.has(model.variables[i]!));
  return { ...arrays, ...Object.fromEntries(paths.map((path) => [path, zeros(arrays[path]!)])) };
}

/** The greatest of numbers, of those that are finite. */
const greatest = (...numbers: readonly number[]): number => Math.max(...numbers.filter(Number.isFinite));

const shown = (loss: number): string =>
  loss >= 1e6 ? loss.toExponential(1).replace("+", "") : String(Number(loss.toPrecision(2)));
