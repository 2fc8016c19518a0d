import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { constant, input, type Tensor, toOnnx } from "../graph/index.ts";
import { type CallContext, type Layer, numbersOf, type Variable } from "../layers/index.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { asNumbers, callContext, noRandomness } from "./program.ts";

/** Where the numbers broke first: a row of the data, or a layer of the model, by its path; undefined where all are finite. */
export async function examine(runtime: Runtime, model: Layer, examples: NdArray, rows: Int32Array): Promise<string | undefined> {
  const batch = rowsOf(examples, rows);
  const width = sizeOf(examples.shape.slice(1));
  const badInput = firstBroken(batch);
  if (badInput >= 0) return `row ${rows[Math.floor(badInput / width)]} of the data isn't finite`;
  const badWeight = model.variables.findIndex((variable) => firstBroken(numbersOf(variable)) >= 0);
  if (badWeight >= 0) return `${model.variablePaths[badWeight]} isn't finite`;

  const x = input("examples", batch.dtype, ["batch", ...batch.shape.slice(1)]);
  const values = new Map(model.variables.map((variable) => [variable, constant(numbersOf(variable))]));
  const outputs = leafOutputs(model, asNumbers(x), callContext(false, noRandomness, values, new Map<Variable, Tensor>()));
  const named = outputs.map(({ tensor }, i) => [`${i}`, tensor] as const);
  const program = await runtime.compile(toOnnx({ name: "examination", inputs: [x], outputs: Object.fromEntries(named) }));
  const results = await program.run({ examples: batch }).finally(() => program.close());
  const broken = outputs.find((_, i) => firstBroken(results[`${i}`]!) >= 0);
  return broken && `the output of layer "${broken.path}" is the first that isn't finite`;
}

const firstBroken = ({ dtype, data }: NdArray): number =>
  dtype === "float32" ? (data as Float32Array).findIndex((value) => !Number.isFinite(value)) : -1;

function rowsOf(examples: NdArray, rows: Int32Array): NdArray {
  const width = sizeOf(examples.shape.slice(1));
  const data = examples.data.slice(0, rows.length * width);
  for (const [i, row] of rows.entries()) data.set(examples.data.subarray(row * width, (row + 1) * width) as never, i * width);
  return ndarray(examples.dtype, [rows.length, ...examples.shape.slice(1)], data as never);
}

/** The output of each layer, nested ones one by one, by its path. */
function leafOutputs(layer: Layer, x: Tensor, context: CallContext, prefix = ""): { path: string; tensor: Tensor }[] {
  const inner = (layer as { readonly layers?: readonly Layer[] }).layers;
  if (!inner) return [{ path: `${prefix}${layer.name}`, tensor: layer.call(x, context) }];
  const outputs: { path: string; tensor: Tensor }[] = [];
  for (const part of inner)
    outputs.push(...leafOutputs(part, outputs.at(-1)?.tensor ?? x, context, prefix + ("layers" in part ? `${part.name}/` : "")));
  return outputs;
}
