import { sizeOf } from "../core/ndarray.ts";
import { count } from "../core/words.ts";
import type { Layer } from "../layers/index.ts";
import { outputShape } from "./output-shape.ts";
import type { Trainable } from "./trainable.ts";

/** A layer of a built model, as its table has it. */
export interface LayerRow {
  /** 0 of the model's own layers, 1 of those of a model among them, … */
  readonly depth: number;
  readonly name: string;
  readonly kind: string;
  /** Of one output example. */
  readonly shape: readonly number[];
  readonly parameters: number;
}

const parametersOf = (layer: Layer): number => layer.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Keras's table of a built model: layer (kind), output shape, parameters; a nested model's layers are indented. */
export function summary(model: Trainable): string {
  const rows = layerRows(model).map(({ depth, name, kind, shape, parameters }) => [
    `${"  ".repeat(depth)}${name} (${kind})`,
    `[batch, ${shape.join(", ")}]`,
    count(parameters),
  ]);
  const header = ["Layer (type)", "Output shape", "Param #"];
  const width = (column: number) => Math.max(...[header, ...rows].map((row) => row[column]!.length));
  const line = ([name, shape, count]: readonly string[]) =>
    `  ${name!.padEnd(width(0))}   ${shape!.padEnd(width(1))}   ${count!.padStart(width(2))}`;
  const rule = "─".repeat(width(0) + width(1) + width(2) + 10);
  const total = parametersOf(model);
  const learned = model.trainableVariables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const totals = [
    `  Total params: ${count(total)} (${((total * 4) / 1024).toFixed(2)} kB)`,
    `  Trainable params: ${count(learned)}`,
    `  Non-trainable params: ${count(total - learned)}`,
  ];
  return [`Model: "${model.name || "sequential"}"`, rule, line(header), rule, ...rows.map(line), rule, ...totals].join("\n");
}

/** The layers of a built model in their order, a model's own ones after it. */
export const layerRows = (model: Trainable): LayerRow[] => rowsIn(model.layers, model.inputExampleShape, 0);

function rowsIn(layers: readonly Layer[] = [], inputShape: readonly number[], depth: number): LayerRow[] {
  let shape = inputShape;
  return layers.flatMap((layer) => {
    const before = shape;
    shape = outputShape(layer, shape);
    const row = { depth, name: layer.name, kind: layer.kind, shape, parameters: parametersOf(layer) };
    return [row, ...rowsIn(layer.layers, before, depth + 1)];
  });
}
