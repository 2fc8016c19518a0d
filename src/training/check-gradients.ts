import { OptionError, ShapeError, TrainingError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { type Random, random } from "../core/random.ts";
import { shown } from "../core/words.ts";
import { add, gradients, input, mul, reduceSum, type Tensor, toOnnx } from "../graph/index.ts";
import { callContext } from "../layers/call-context.ts";
import { type AnyLayer, drawValue, Layer, numbersOf, type Tensors, type Variable } from "../layers/index.ts";
import { listed } from "../layers/symbolic.ts";
import { defaultRuntime } from "../runtime/default.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type LossChoice, theLoss } from "./losses/choice.ts";
import { meanLoss } from "./losses/mean-loss.ts";

/** Options of `checkGradients`. */
export interface CheckGradientsOptions {
  /** Number of examples; 3 by default. */
  readonly batch?: number;
  /** Seed of the random inputs and weights; 1 by default. */
  readonly seed?: number;
  /** Lowest and highest random number: [-1, 1] by default for a layer, and [0.1, 0.9] for a loss. */
  readonly range?: readonly [number, number];
  /**
   * Largest allowed error of a gradient; 0.01 by default. It is relative for gradients above 1, and absolute for smaller ones.
   */
  readonly tolerance?: number;
  /** Runtime that computes the gradients; by default the fastest one on this machine. */
  readonly runtime?: Runtime;
}

/** Half the distance between the two inputs of a difference. */
const STEP = 2 ** -7;

/**
 * Compares the gradients of a layer or a loss with finite differences (central, of fourth order). Use it in the tests of your own
 * layers and losses. It checks the gradients with respect to the inputs and to each trainable weight, at random values. If a
 * layer isn't differentiable at one of these values, choose another `seed` or `range`.
 * @param of a layer, applied as in training with constant noise, or a loss: its name, a function of tensors or `{ name, of }`.
 * @param shapes shape of one example without the batch axis, or a list of shapes for a layer with several inputs. For a loss, the
 * shape of its outputs.
 * @returns the largest error that it found.
 * @throws TrainingError if a gradient is wrong. The message names the input or weight and the error.
 * @throws ShapeError if `shapes` isn't a shape or a list of shapes.
 * @example
 * it("Swish has the right gradient", () => checkGradients(new Swish(), [4]));
 */
export async function checkGradients(
  of: AnyLayer | Layer | Layer<readonly Tensor[]> | LossChoice,
  shapes: readonly number[] | readonly (readonly number[])[],
  options: CheckGradientsOptions = {},
): Promise<number> {
  const names = { batch: true, seed: true, range: true, tolerance: true, runtime: true } as const;
  const isLayer = of instanceof Layer;
  const told = knownOptions("checkGradients", options, names);
  const { batch = 3, seed = 1, tolerance = 0.01, range = isLayer ? [-1, 1] : [0.1, 0.9] } = told;
  if (!Array.isArray(shapes) || shapes.length === 0)
    throw new ShapeError("checkGradients needs the shape of one example, such as [4], or a list of shapes.");
  if (!Number.isInteger(batch) || batch < 1)
    throw new OptionError(`batch must be a whole number of at least 1, but it is ${shown(batch)}.`);
  if (!Array.isArray(range) || range.length !== 2 || !range.every(Number.isFinite))
    throw new OptionError(
      `range must be a list of the lowest and the highest number, such as [-1, 1], but it is ${shown(range)}.`,
    );
  const each = (Array.isArray(shapes[0]) ? shapes : [shapes]) as readonly (readonly number[])[];
  const source = random(seed);
  const draw = (shape: readonly number[]) => drawn(source, shape, range);
  const checked = isLayer
    ? layerOf(of as unknown as AnyLayer, each, Array.isArray(shapes[0]), seed)
    : lossOf(of as LossChoice, each[0]!);
  const feeds = Object.fromEntries(
    checked.inputs.map(({ name, shape, value }) => [
      name,
      value ?? draw(shape[0] === "batch" ? [batch, ...(shape.slice(1) as number[])] : (shape as number[])),
    ]),
  );
  return compare(checked, feeds, { tolerance, source, runtime: told.runtime ?? (await defaultRuntime()) });
}

/** Draws numbers that stay exact in float32 when a difference moves them by a step. */
function drawn(
  source: Random,
  shape: readonly number[],
  [low, high]: readonly [number, number] | readonly number[],
): NdArray<"float32"> {
  const onGrid = () => Math.round((low! + (high! - low!) * source.uniform()) * 256) / 256;
  return ndarray("float32", shape, Float32Array.from({ length: sizeOf(shape) }, onGrid));
}

interface Checked {
  readonly what: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: readonly (number | "batch")[];
    readonly value?: NdArray<"float32">;
    /** Whether the gradient with respect to this input is checked. */
    readonly isMoved: boolean;
  }[];
  build(inputs: readonly Tensor[]): readonly Tensor[];
}

function layerOf(layer: AnyLayer, shapes: readonly (readonly number[])[], isList: boolean, seed: number): Checked {
  layer.outputShapeFor(isList ? shapes : shapes[0]!);
  const { variables, variablePaths } = layer;
  const learning = new Set(layer.trainableVariables);
  variables.forEach((variable, i) => {
    drawValue(variable, seed, variablePaths[i]!);
  });
  return {
    what: `Layer "${layer.called}"`,
    inputs: [
      ...shapes.map((shape, i) => ({ name: `input ${i}`, shape: ["batch", ...shape] as const, isMoved: true })),
      ...variables.map((variable, i) => ({
        name: `weight "${variablePaths[i]}"`,
        shape: variable.shape,
        value: numbersOf(variable),
        isMoved: learning.has(variable),
      })),
    ],
    build(tensors) {
      const weights = new Map<Variable, Tensor>(variables.map((variable, i) => [variable, tensors[shapes.length + i]!]));
      const inputs: Tensors = isList ? tensors.slice(0, shapes.length) : tensors[0]!;
      return listed<Tensor>(layer.apply(inputs, callContext("training", weights)));
    },
  };
}

/** Prepares a loss. Its gradient is checked with respect to the outputs only, because targets need none. */
const lossOf = (loss: LossChoice, shape: readonly number[]): Checked => ({
  what: theLoss(loss),
  inputs: [
    { name: "yPred", shape: ["batch", ...shape], isMoved: true },
    { name: "yTrue", shape: ["batch", ...shape], isMoved: false },
  ],
  build: ([outputs, targets]) => [meanLoss(loss, targets!, outputs!)],
});

interface Comparing {
  readonly tolerance: number;
  readonly source: Random;
  readonly runtime: Runtime;
}

async function compare(
  { what, inputs, build }: Checked,
  feeds: Readonly<Record<string, NdArray<"float32">>>,
  { tolerance, source, runtime }: Comparing,
): Promise<number> {
  const first = input(inputs[0]!.name, "float32", inputs[0]!.shape);
  const tensors = inputs.map(({ name, shape }, i) =>
    i === 0
      ? first
      : input(
          name,
          "float32",
          shape.map((size) => (size === "batch" ? first.shape[0]! : size)),
        ),
  );
  const outputs = build(tensors);
  const weights = outputs.map((output, i) => input(`seed ${i}`, "float32", output.shape));
  const total = outputs.map((output, i) => reduceSum(mul(output, weights[i]!))).reduce((sum, part) => add(sum, part));
  const slopes = gradients(total, tensors);
  const named = (values: readonly Tensor[], name: string) =>
    Object.fromEntries(values.map((value, i) => [`${name} ${i}`, value]));
  const forward = await runtime.compile(toOnnx({ name: "forward", inputs: tensors, outputs: named(outputs, "output") }));
  const backward = await runtime.compile(
    toOnnx({ name: "backward", inputs: [...tensors, ...weights], outputs: named(slopes, "slope") }),
  );
  try {
    const given = await forward.run(feeds);
    const seeds = outputs.map((_, i) => drawn(source, given[`output ${i}`]!.shape, [-1, 1]));
    const found = await backward.run({ ...feeds, ...Object.fromEntries(seeds.map((each, i) => [`seed ${i}`, each])) });
    /** Sums seeds · outputs in float64 after moving one number of an input. */
    const at = async (name: string, place: number, by: number): Promise<number> => {
      const moved = feeds[name]!.data.slice();
      moved[place]! += by;
      const results = await forward.run({ ...feeds, [name]: ndarray("float32", feeds[name]!.shape, moved) });
      return seeds.reduce(
        (sum, seed, i) => seed.data.reduce((part, value, k) => part + value * Number(results[`output ${i}`]!.data[k]), sum),
        0,
      );
    };
    let worst = 0;
    for (const [i, { name, isMoved }] of inputs.entries()) {
      const { data } = found[`slope ${i}`]!;
      for (let place = 0; isMoved && place < data.length; place++) {
        const near = (await at(name, place, STEP)) - (await at(name, place, -STEP));
        const wide = (await at(name, place, 2 * STEP)) - (await at(name, place, -2 * STEP));
        const wanted = (8 * near - wide) / (12 * STEP);
        const off = Math.abs(wanted - Number(data[place])) / Math.max(1, Math.abs(wanted));
        if (!(off <= tolerance))
          throw new TrainingError(
            `${what}: the gradient of ${name} at place ${place} is ${Number(data[place])}, but finite differences give ${wanted}. Correct the gradient. If the function isn't smooth near this value, try another seed.`,
          );
        worst = Math.max(worst, off);
      }
    }
    return worst;
  } finally {
    await forward.close();
    await backward.close();
  }
}
