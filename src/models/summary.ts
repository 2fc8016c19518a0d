import { sizeOf } from "../core/ndarray.ts";
import type { Layer } from "../layers/index.ts";
import { outputShape, Sequential } from "./sequential.ts";

const parametersOf = (layer: Layer): number => layer.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
const number = (n: number): string => n.toLocaleString("en-US");

/** Keras's table of a built model: layer (kind), output shape, parameters; a nested model's layers are indented. */
export function summary(model: Sequential): string {
  const rows = rowsOf(model, model.inputExampleShape, "");
  const header = ["Layer (type)", "Output shape", "Param #"];
  const width = (column: number) => Math.max(...[header, ...rows].map((row) => row[column]!.length));
  const line = ([name, shape, count]: readonly string[]) =>
    `  ${name!.padEnd(width(0))}   ${shape!.padEnd(width(1))}   ${count!.padStart(width(2))}`;
  const rule = "─".repeat(width(0) + width(1) + width(2) + 10);
  const total = parametersOf(model);
  const learned = model.trainableVariables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const totals = [
    `  Total params: ${number(total)} (${((total * 4) / 1024).toFixed(2)} kB)`,
    `  Trainable params: ${number(learned)}`,
    `  Non-trainable params: ${number(total - learned)}`,
  ];
  return [`Model: "${model.name || "sequential"}"`, rule, line(header), rule, ...rows.map(line), rule, ...totals].join("\n");
}

function rowsOf(model: Sequential, inputShape: readonly number[], indent: string): string[][] {
  let shape = inputShape;
  return model.layers.flatMap((layer) => {
    const before = shape;
    shape = outputShape(layer, shape);
    const row = [`${indent}${layer.name} (${layer.kind})`, `[batch, ${shape.join(", ")}]`, number(parametersOf(layer))];
    return layer instanceof Sequential ? [row, ...rowsOf(layer, before, `${indent}  `)] : [row];
  });
}
