import { sizeOf } from "../core/ndarray.ts";
import { count } from "../core/words.ts";
import type { AnyLayer } from "../layers/index.ts";
import { inputNames, type LayerGraph } from "./layer-graph.ts";
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
  /** The layers, or inputs, whose values it takes. */
  readonly from: readonly string[];
}

const parametersOf = (layer: AnyLayer): number => layer.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Keras's table of a built model: layer (kind), output shape, parameters; a nested model's layers are indented. */
export function summary(model: Trainable): string {
  const layers = layerRows(model);
  const chained = isChain(model.graph);
  const rows = layers.map(({ depth, name, kind, shape, parameters, from }) => [
    `${"  ".repeat(depth)}${name} (${kind})`,
    `[batch, ${shape.join(", ")}]`,
    count(parameters),
    ...(chained ? [] : [from.join(", ")]),
  ]);
  const header = ["Layer (type)", "Output shape", "Param #", ...(chained ? [] : ["Connected to"])];
  const width = (column: number) => Math.max(...[header, ...rows].map((row) => row[column]!.length));
  const line = ([name, shape, count, from]: readonly string[]) =>
    `  ${name!.padEnd(width(0))}   ${shape!.padEnd(width(1))}   ${count!.padStart(width(2))}${chained ? "" : `   ${from}`}`;
  const rule = "─".repeat(width(0) + width(1) + width(2) + 10 + (chained ? 0 : width(3) + 3));
  const total = parametersOf(model);
  const learned = model.trainableVariables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const totals = [
    `  Total params: ${count(total)} (${((total * 4) / 1024).toFixed(2)} kB)`,
    `  Trainable params: ${count(learned)}`,
    `  Non-trainable params: ${count(total - learned)}`,
  ];
  return [`Model: "${model.name || model.kindName}"`, rule, line(header), rule, ...rows.map(line), rule, ...totals].join("\n");
}

/** Whether each layer takes what the one before gives, and nothing else. */
const isChain = ({ inputs, uses }: LayerGraph): boolean =>
  uses.every(({ inputs: taken }, i) => taken.length === 1 && taken[0] === (uses[i - 1]?.outputs[0] ?? inputs[0]));

/** The uses of the layers of a built model in their order, those of a model among them after it. A layer that is used again has no parameters there. */
export const layerRows = (model: Pick<Trainable, "graph">): LayerRow[] => rowsIn(model.graph, 0, new Set());

function rowsIn(graph: LayerGraph, depth: number, met: Set<AnyLayer>): LayerRow[] {
  const names = inputNames(graph);
  return graph.uses.flatMap(({ layer, inputs, outputs }) => {
    const parameters = met.has(layer) ? 0 : parametersOf(layer);
    met.add(layer);
    const from = inputs.map((value) => value.from?.layer.name ?? names[graph.inputs.indexOf(value)]!);
    const row = { depth, name: layer.name, kind: layer.kind, shape: outputs[0]!.shape, parameters, from };
    return [row, ...("graph" in layer ? rowsIn(layer.graph as LayerGraph, depth + 1, met) : [])];
  });
}
