import type { DescribedGraph, DescribedNode, DescribedValue, DescribedWeight } from "../../../graph/onnx/described.ts";
import type { Box, Edge } from "./layered.ts";

/** A box of the drawing: an operator, or an input, an output or a value from the graph around. */
export interface GraphBox extends Box {
  readonly kind: "operator" | "input" | "output" | "outside";
  readonly title: string;
  /** The shapes of an operator's weights, or the shape of a value. */
  readonly text: string;
  readonly node?: DescribedNode;
  readonly value?: DescribedValue;
}

/** An edge with the value that it carries. */
export interface GraphEdge extends Edge {
  readonly name: string;
}

/** The boxes and edges of a graph, and its values. */
export interface GraphBoxes {
  readonly boxes: readonly GraphBox[];
  readonly edges: readonly GraphEdge[];
  weightOf(name: string): DescribedWeight | undefined;
  valueNamed(name: string): DescribedValue | undefined;
}

const [LETTER, PADDING, LEAST, MOST] = [7.4, 20, 56, 260] as const;

/** Writes a shape: "[batch, 784]", or nothing if it isn't known. */
export const shapeText = (value: DescribedValue | undefined): string => (value?.shape ? `[${value.shape.join(", ")}]` : "");

/** Makes the boxes and edges of the last graph of a path. @param path the whole model's graph, and the graphs inside it that were opened. */
export function graphBoxes(path: readonly DescribedGraph[]): GraphBoxes {
  const graph = path.at(-1)!;
  const around = path.toReversed();
  const weights = around.map((one) => new Map(one.weights.map((weight) => [weight.name, weight])));
  const weightOf = (name: string) => weights.map((some) => some.get(name)).find((weight) => weight !== undefined);
  const valueNamed = (name: string) => around.map(({ values }) => values.get(name)).find((value) => value !== undefined);
  const boxes: GraphBox[] = [];
  const maker = new Map<string, number>();
  const add = (box: Omit<GraphBox, "width" | "height">) => {
    const longest = Math.max(box.title.length, box.text.length * 0.85);
    const width = Math.round(Math.min(MOST, Math.max(LEAST, longest * LETTER + PADDING)));
    return boxes.push({ ...box, width, height: box.text === "" ? 28 : 44 }) - 1;
  };
  const addValue = (kind: "input" | "output" | "outside", name: string, value: DescribedValue) =>
    add({ kind, title: name, text: shapeText(value), value });
  for (const value of graph.inputs) maker.set(value.name, addValue("input", value.name, value));
  const operators = graph.nodes.map((node) => {
    const used = node.inputs.map(weightOf).filter((weight) => weight !== undefined);
    const box = add({ kind: "operator", title: node.op, text: used.map(shapeText).join(" "), node });
    for (const name of node.outputs) if (name !== "") maker.set(name, box);
    return { node, box };
  });
  const edges: GraphEdge[] = [];
  const connect = (name: string, to: number) => {
    if (name === "" || (weightOf(name) && !maker.has(name))) return;
    let from = maker.get(name);
    if (from === undefined) {
      from = addValue("outside", name, valueNamed(name) ?? { name, dtype: "any type", shape: undefined });
      maker.set(name, from);
    }
    edges.push({ from, to, name });
  };
  for (const { node, box } of operators)
    for (const name of new Set([...node.inputs, ...Object.values(node.graphs).flatMap(capturedBy)])) connect(name, box);
  for (const value of graph.outputs) connect(value.name, addValue("output", value.name, value));
  return { boxes, edges, weightOf, valueNamed };
}

/** Returns the values from outside that a graph uses. */
function capturedBy({ inputs, weights, nodes, outputs }: DescribedGraph): readonly string[] {
  const own = new Set([...inputs, ...weights].map(({ name }) => name));
  for (const node of nodes) for (const name of node.outputs) own.add(name);
  const used = nodes.flatMap((node) => [...node.inputs, ...Object.values(node.graphs).flatMap(capturedBy)]);
  return [...new Set([...used, ...outputs.map(({ name }) => name)])].filter((name) => name !== "" && !own.has(name));
}
