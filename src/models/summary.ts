import { sizeOf } from "../core/ndarray.ts";
import { count } from "../core/words.ts";
import type { AnyLayer } from "../layers/index.ts";
import { inputNames, type LayerGraph } from "./layer-graph.ts";
import type { Trainable } from "./trainable.ts";

/** A row of a model's table of layers. */
export interface LayerRow {
  /** Depth of nesting: 0 for the model's own layers, 1 for layers of a model inside it, and so on. */
  readonly depth: number;
  readonly name: string;
  readonly kind: string;
  /** Shape of one output example. */
  readonly shape: readonly number[];
  readonly parameters: number;
  /** Names of the layers or inputs whose values the layer takes. */
  readonly from: readonly string[];
}

const parametersOf = (layer: AnyLayer): number => layer.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Returns Keras's table of a built model: layer (kind), output shape and parameters. Layers of nested models are indented. */
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

/** Returns whether each layer takes only the output of the layer before. */
const isChain = ({ inputs, uses }: LayerGraph): boolean =>
  uses.every(({ inputs: taken }, i) => taken.length === 1 && taken[0] === (uses[i - 1]?.outputs[0] ?? inputs[0]));

/**
 * Returns the uses of a built model's layers in their order. Layers of a nested model follow it. A layer that is used again has
 * no parameters there.
 * @example
 * for (const { name, shape, parameters } of layerRows(model)) console.log(name, shape, parameters);
 */
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
