import { TrainingError } from "../../core/errors.ts";
import { message, option } from "../../core/message.ts";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { mean } from "../../core/statistics.ts";
import type { TrainOptions, TriedOption } from "./options.ts";
import { firstPart } from "./parts.ts";
import type { Standing } from "./standing.ts";
import type { Steps } from "./steps.ts";

/**
 * Number of steps in a trial, the number of last steps that are compared, and the number of steps between two looks at the
 * signal.
 */
const STEPS = 30;
const LAST = 5;
const CHUNK = 10;
/**
 * A loss diverges if it isn't finite, if it has grown by the first factor and still grows, or if it has grown by the second
 * factor.
 */
const GROWN = 10;
const LOST = 100;
/** Number of lower learning rates that are tried if the given one diverges. Each is a tenth of the one before. */
const RATES = 6;

/** Returns the given option to try the first steps for. Defaults need no trial. */
export const optionToTry = (given: Readonly<Partial<Record<TriedOption, unknown>>>): TriedOption | undefined =>
  (["learningRate", "optimizer"] as const).find((name) => given[name] !== undefined);

/**
 * Runs some steps on the first batches, starting from the run's first weights, and returns the loss of each. The run's state
 * doesn't change.
 */
type TrySteps = (change?: { readonly rate?: number; readonly arrays?: Standing["arrays"] }) => Promise<readonly number[]>;

/**
 * Tries the first steps of a new run, and undoes them.
 * @throws TrainingError if the loss diverges in them and falls with a lower learning rate, which the message names. If no lower
 * rate helps, the rate isn't the cause, and nothing is thrown.
 */
export async function expectToFall(options: TrainOptions, standing: Standing, steps: Steps): Promise<void> {
  const { trial } = options;
  if (!trial || standing.step > 0 || options.signal?.aborted) return;
  const trySteps = trier(options, standing, steps);
  const losses = await trySteps();
  const first = losses[0]!;
  if (!diverges(losses, first)) return;
  // A model that starts near its optimum may have a far higher loss after some steps, and still be better than a model with a
  // constant output.
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
    const became = broken < 0 ? shown(losses[last]!) : "not a number";
    throw new TrainingError(
      message`The learning rate ${rate} makes the loss diverge: it is ${shown(first)} at step 1 and ${became} at step ${last + 1}. Use ${option("learningRate", lower)}, or leave out ${option(trial)}.`,
    );
  }
}

function trier(options: TrainOptions, standing: Standing, steps: Steps): TrySteps {
  const part = firstPart(options, standing);
  const size = part.order.length;
  const batchSize = Math.min(options.batchSize, size);
  const full = Math.floor(size / batchSize);
  // The run may have fewer steps than a trial.
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

/** Returns whether the losses go far beyond a reference. If the first loss isn't a positive number, the answer is no. */
function diverges(losses: readonly number[], reference: number): boolean {
  if (!(losses[0]! > 0 && Number.isFinite(losses[0]))) return false;
  if (!losses.every(Number.isFinite)) return true;
  const [before, last] = [mean(losses.slice(-2 * LAST, -LAST)), mean(losses.slice(-LAST))];
  return last > LOST * reference || (last > GROWN * reference && last > before);
}

/** Returns the weights with all trainable ones set to 0, which makes the model's output constant. */
function withoutWeights({ model }: TrainOptions, { arrays }: Standing): Standing["arrays"] {
  const learning = new Set(model.trainableVariables);
  const zeros = ({ shape, data }: NdArray<"float32">) => ndarray("float32", shape, new Float32Array(data.length));
  const paths = model.variablePaths.filter((_, i) => learning.has(model.variables[i]!));
  return { ...arrays, ...Object.fromEntries(paths.map((path) => [path, zeros(arrays[path]!)])) };
}

/** Returns the greatest finite number. */
const greatest = (...numbers: readonly number[]): number => Math.max(...numbers.filter(Number.isFinite));

const shown = (loss: number): string =>
  loss >= 1e6 ? loss.toExponential(1).replace("+", "") : String(Number(loss.toPrecision(2)));
