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
import { type LossChoice, lossNameOf } from "./losses/choice.ts";
import { meanLoss } from "./losses/mean-loss.ts";

export interface CheckGradientsOptions {
  /** How many examples; 3 by default. */
  readonly batch?: number;
  /** For the numbers that are put in; 1 by default. */
  readonly seed?: number;
  /** The least and the greatest number that is put in; from -1 to 1 by default, and of a loss from 0.1 to 0.9. */
  readonly range?: readonly [number, number];
  /** How far a gradient may be off, as a share of it, or as it is where it is below 1; .01 by default. */
  readonly tolerance?: number;
  /** What runs it; the fastest that this machine has by default. */
  readonly runtime?: Runtime;
}

/** Half of what the differences are taken over. */
const STEP = 2 ** -7;

/**
 * Compares the gradients of a layer, or of a loss, with central differences of it (of fourth order), for tests of your own: with respect to its inputs and to
 * each of its weights. Numbers are drawn; a layer with a kink may need another `seed` or `range` where one of them falls on it.
 * @param of a layer as it learns (its noise stays the same), or a loss: a name, a function of tensors or `{ name, of }`.
 * @param shapes of one example, without the batch; a list of shapes for a layer of several inputs. Of a loss the shape of outputs and targets.
 * @returns the greatest difference that was found.
 * @throws TrainingError where a gradient is off, which says of what and by how much.
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
    throw new ShapeError("checkGradients takes the shape of one example, such as [4], or a list of shapes.");
  if (!Number.isInteger(batch) || batch < 1)
    throw new OptionError(`batch is a whole number of at least 1, but this is ${shown(batch)}.`);
  if (!Array.isArray(range) || range.length !== 2 || !range.every(Number.isFinite))
    throw new OptionError(`range is the least and the greatest number, such as [-1, 1], but this is ${shown(range)}.`);
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

/** Numbers that can be moved by a step and stay exact in float32. */
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
    /** Whether it is compared by. */
    readonly isMoved: boolean;
  }[];
  build(inputs: readonly Tensor[]): readonly Tensor[];
}

/** A layer with its inputs and weights. */
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

/** A loss of outputs, whose targets stay as they are. */
const lossOf = (loss: LossChoice, shape: readonly number[]): Checked => ({
  what: `The loss ${lossNameOf(loss)}`,
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
    /** Σ seeds · outputs, added in float64, after one number was moved. */
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
            `${what}: the gradient of ${name} at place ${place} is ${Number(data[place])}, but differences give ${wanted}. Check what it computes, or, where a kink is near, take another seed.`,
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
