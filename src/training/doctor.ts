import { firstNotFinite } from "../core/finite.ts";
import { type Message, message, option } from "../core/message.ts";
import { type NdArray, sizeOf, sliceRows } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import { deviation, meanVariance } from "../core/statistics.ts";
import { counted, listed as listOf } from "../core/words.ts";
import { joined } from "../data/given/arrays.ts";
import { abs, constant, inputsOfRows, max, mul, reduceSum, reshape, type Tensor, toOnnx } from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { callContext } from "../layers/call-context.ts";
import { type AnyLayer, numbersOf } from "../layers/index.ts";
import { listed } from "../layers/symbolic.ts";
import { withProgram } from "../runtime/default.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Batchable, rowsAtATime } from "./batchable.ts";
import { areCollapsed } from "./collapsed.ts";
import { type LossChoice, takesLabels } from "./losses/choice.ts";
import { asGiven, exampleNumbers, feedName } from "./program.ts";
import { arePixels } from "./targets.ts";

/** Receives a warning, as text and as a message in which the command line and the studio can rename options. */
export type Warn = (line: string, message: Message) => void;

/**
 * Finds where numbers first stopped being finite. Returns a description of a row of the data or of a layer, or undefined if all
 * are finite.
 * @param mayLack whether examples may have missing values (NaN), as tables do.
 */
export async function examine(
  runtime: Runtime,
  model: AnyLayer,
  examples: readonly NdArray[],
  rows: Int32Array,
  mayLack = false,
): Promise<string | undefined> {
  const batch = examples.map((array) => takeRows(array, rows));
  for (const array of batch) {
    const badInput = firstNotFinite(array, { missing: mayLack });
    const width = sizeOf(array.shape.slice(1));
    if (badInput >= 0) return `row ${rows[Math.floor(badInput / width)]} (counted from 0) of the data isn't finite`;
  }
  const badWeight = model.variables.findIndex((variable) => firstNotFinite(numbersOf(variable)) >= 0);
  if (badWeight >= 0) return `${model.variablePaths[badWeight]} isn't finite`;

  // The product of 0 with a number that isn't finite is NaN, and so is any sum with it.
  const { layers } = await lookAt(runtime, model, batch, (output) => reduceSum(mul(output, 0)));
  const broken = layers.find(({ seen }) => seen.some((sum) => firstNotFinite(sum) >= 0));
  return broken && `the output of layer "${broken.path}" is the first that isn't finite`;
}

/** Standard deviation of the targets above which training is difficult. */
const MOST_DEVIATION = 20;

/** Returns warnings about targets that don't suit the loss. They are reported before training. */
export function unscaled(loss: LossChoice, inputs: readonly NdArray[], targets: NdArray): Message[] {
  // A custom loss may scale the numbers itself.
  if (typeof loss !== "string" || takesLabels(loss)) return [];
  if (inputs.some((examples) => arePixels(examples, targets)))
    return inputs.includes(targets) ? [] : dark(targets.data as Uint8Array);
  const count = targets.data.length;
  let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const some of targets.data) {
    const value = Number(some);
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  const range = `from ${Number(low.toPrecision(3))} to ${Number(high.toPrecision(3))}`;
  // A standard deviation is at most half the range, so most data needs no second pass.
  if (high - low > 2 * MOST_DEVIATION && deviation(targets.data, sum / count) > MOST_DEVIATION)
    return [
      message`The targets range ${range}, which may stop the loss from falling or make it diverge. Standardise them to mean 0 and standard deviation 1.`,
    ];
  return [];
}

/** Returns a warning if all examples are the same, because a model can't learn anything from them. */
export function alike(inputs: readonly NdArray[]): Message[] {
  const count = inputs[0]!.shape[0]!;
  const isSame = inputs.every(({ data }) => {
    const width = data.length / count;
    return (data as Float32Array).every((value, i) => Object.is(value, data[i % width]));
  });
  if (!isSame) return [];
  const what = count === 1 ? "There is one example" : `All ${counted(count, "example")} are the same`;
  return [
    message`${what}, so the model can't learn any differences, and codings and scores mean nothing. Give examples that differ.`,
  ];
}

/** Returns a warning if target pixels are all 0 or 1. */
const dark = (pixels: Uint8Array): Message[] =>
  pixels.every((value) => value <= 1) && pixels.includes(1)
    ? [
        message`The targets are uint8 like the examples, so they are read as pixels from 0 to 255, but none is above 1. If they are labels or a mask, give them as float32.`,
      ]
    : [];

/** Number of examples that the checks look at. */
const SAMPLE = 256;

/** Warning about a model whose outputs don't depend on its input. */
export const COLLAPSED = message`The model collapsed: it gives the same output for every example. Change ${option("learningRate")}, or train for more epochs.`;

/**
 * Returns warnings about a model, each with an option that may help. They are about units that are always 0. At the end of a run
 * they are also about outputs that are the same for all examples, and an autoencoder that only copies.
 */
export async function findings(
  runtime: Runtime,
  model: AnyLayer,
  { examples: inputs, targets }: Pick<Batchable, "examples" | "targets">,
  atEnd: boolean,
): Promise<Message[]> {
  const total = inputs[0]!.shape[0]!;
  const count = Math.min(SAMPLE, total);
  const rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * total) / count));
  const batches = inputs.map((array) => takeRows(array, rows));
  const { layers, last } = await lookAt(runtime, model, batches, largestOfUnits);
  const lines = deadLayers(layers.slice(0, -1));
  const batch = batches[0]!;
  if (!atEnd || count < 2 || inputs.length > 1 || targets.length > 1 || targets[0] !== inputs[0]) return lines;

  const scale = batch.dtype === "uint8" ? 1 / 255 : 1;
  const data = Float32Array.from(batch.data as ArrayLike<number>, (value) => value * scale);
  if (areCollapsed(last, data, count)) lines.push(COLLAPSED);
  const width = data.length / count;
  const narrowest = Math.min(...layers.map(({ width }) => width));
  const error = data.reduce((sum, value, i) => sum + (value - last[i]!) ** 2, 0) / data.length;
  if (narrowest >= width && error < 0.01 * meanVariance(data, count))
    lines.push(
      message`The model only copies its input, because no layer is narrower than the input. Use fewer codings, or noise.`,
    );
  return lines;
}

/** Maximum number of layers with dead units that a warning names. */
const TOLD_LAYERS = 3;

/** Returns the largest absolute value of each unit, along the last axis. */
function largestOfUnits(output: Tensor): Tensor {
  const rows = reshape(abs(output), [productOf(output.shape.slice(0, -1)), output.shape.at(-1)!]);
  return max(rows, 0);
}

/** Returns a warning about layers with units that are always 0. It names those with the largest shares of such units. */
function deadLayers(layers: readonly Looked[]): Message[] {
  const found = layers.flatMap(({ path, layer, seen }) => {
    // An input that is always 0 isn't a dead unit, and a layer that only flattens or scales it has none either.
    if (!layer.variables.some(({ trainable }) => trainable) && layer.kind !== "Activation") return [];
    const units = seen[0]!.data.length;
    const dead = Array.from({ length: units }, (_, unit) => seen.every(({ data }) => Number(data[unit]) === 0)).filter(
      Boolean,
    ).length;
    return dead > 0 ? [{ units, dead, what: `${dead} of ${units} units of "${path}"` }] : [];
  });
  if (found.length === 0) return [];
  const worst = found.toSorted((a, b) => b.dead / b.units - a.dead / a.units).slice(0, TOLD_LAYERS);
  const others = found.length - worst.length;
  const told = [...worst.map(({ what }) => what), ...(others > 0 ? [`some in ${counted(others, "other layer")}`] : [])];
  return [message`${listOf(told)} are dead (always 0). Lower ${option("learningRate")}, or use the activation selu.`];
}

/** A layer's outputs, as the checks see them. */
interface Looked {
  /** Path of the layer, such as "encoder/dense". */
  readonly path: string;
  readonly layer: AnyLayer;
  /** Numbers of the layer's output for one example. */
  readonly width: number;
  /** A figure of the outputs, for each part of the rows. */
  readonly seen: readonly NdArray[];
}

/**
 * Computes a figure of each layer's output for some rows, and the last layer's output. Layers inside nested models are looked at one by
 * one. The outputs of all layers together may be many times as large as the data. So only the figures leave the graph, and it gets a part of
 * the rows at a time.
 */
async function lookAt(
  runtime: Runtime,
  model: AnyLayer,
  batches: readonly NdArray[],
  figure: (output: Tensor) => Tensor,
): Promise<{ readonly layers: readonly Looked[]; readonly last: Float32Array }> {
  const count = batches[0]!.shape[0]!;
  const names = batches.map((_, i) => feedName("examples", i, batches.length));
  const inputs = inputsOfRows(batches.map(({ dtype, shape }, i) => ({ name: names[i]!, dtype, shape: shape.slice(1) })));
  const values = new Map(model.variables.map((variable) => [variable, constant(numbersOf(variable))]));
  const leaves: { path: string; layer: AnyLayer; tensor: Tensor }[] = [];
  const paths = leafPaths(model);
  const seen = (layer: object, outputs: Tensor | readonly Tensor[]) => {
    const path = paths.get(layer);
    if (path !== undefined) for (const tensor of listed<Tensor>(outputs)) leaves.push({ path, layer: layer as AnyLayer, tensor });
  };
  const x = inputs.map((tensor, i) => exampleNumbers(model, tensor, i));
  model.apply(asGiven(x), { ...callContext("use", values), seen });
  const figures = Object.fromEntries(leaves.map(({ tensor }, i) => [`${i}`, figure(tensor)]));
  const onnx = toOnnx({ name: "inspection", inputs, outputs: { ...figures, last: leaves.at(-1)!.tensor } });
  const runs: Record<string, NdArray>[] = [];
  const rows = rowsAtATime(model);
  await withProgram(runtime, onnx, async (program) => {
    for (let start = 0; start < count; start += rows) {
      const parts = batches.map((array) => sliceRows(array, start, Math.min(start + rows, count)));
      runs.push(await program.run(Object.fromEntries(parts.map((part, i) => [names[i]!, part]))));
    }
  });
  const width = ({ shape }: Tensor) => productOf(shape.slice(1)) as number;
  const looked = leaves.map(({ path, layer, tensor }, i) => ({
    path,
    layer,
    width: width(tensor),
    seen: runs.map((run) => run[`${i}`]!),
  }));
  return { layers: looked, last: joined(runs.map((run) => run.last!)).data as Float32Array };
}

/** Returns the path of each layer that isn't a model itself, such as "encoder/dense". */
function leafPaths(layer: AnyLayer, prefix = ""): Map<object, string> {
  if (!layer.layers) return new Map([[layer, `${prefix}${layer.name}`]]);
  return new Map(layer.layers.flatMap((part) => [...leafPaths(part, prefix + (part.layers ? `${part.name}/` : ""))]));
}
