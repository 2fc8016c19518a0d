/** The content of a model file: a graph of operators, or only weights, and texts about the file. */
export interface DescribedModel {
  readonly format: "ONNX" | "safetensors";
  /** Texts about the file, such as the program that wrote it and the versions of its operators. */
  readonly about: readonly { readonly name: string; readonly value: string }[];
  readonly graph: DescribedGraph;
  /** A line for each thing that can't be shown, with the reason. */
  readonly notes: readonly string[];
}

/** A graph: a whole model, the body of a `Loop` or a branch of an `If`, or a function. */
export interface DescribedGraph {
  readonly name: string;
  readonly inputs: readonly DescribedValue[];
  readonly outputs: readonly DescribedValue[];
  readonly nodes: readonly DescribedNode[];
  readonly weights: readonly DescribedWeight[];
  /** The inputs, outputs, weights and results of operators whose type the file states, by name. */
  readonly values: ReadonlyMap<string, DescribedValue>;
}

/** An array. A size that is only known when the graph runs is a name. */
export interface DescribedValue {
  readonly name: string;
  readonly dtype: string;
  /** Undefined if the file doesn't state it. */
  readonly shape: readonly (number | string)[] | undefined;
}

/** An array whose numbers are in the file, or in a file next to it. */
export interface DescribedWeight extends DescribedValue {
  readonly shape: readonly number[];
  /** Reads the numbers. Returns undefined if they aren't in this file, are cut short, or have an element type that isn't supported. */
  numbers(): Float64Array | undefined;
}

/** An operator. */
export interface DescribedNode {
  readonly op: string;
  /** The set of operators that it belongs to; empty for the standard one. */
  readonly domain: string;
  readonly name: string;
  /** Names of values. An optional input that isn't given is empty. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly text: string }[];
  /** The graphs inside, such as the body of a `Loop`, by the name of their attribute. */
  readonly graphs: Readonly<Record<string, DescribedGraph>>;
}

/** Name of the graph inside an operator that is a function of the file. */
export const FUNCTION = "function";

/** Writes the element type and shape of a value: "float32 [batch, 784]". */
export const typeText = ({ dtype, shape }: Pick<DescribedValue, "dtype" | "shape">): string =>
  `${dtype}${shape ? ` [${shape.join(", ")}]` : ", shape not stated"}`;

/** Counts the operators of a graph and of the loops and branches inside it, the most frequent first. A function counts as one. */
export function operatorCounts(graph: DescribedGraph): readonly (readonly [op: string, count: number])[] {
  const counts = new Map<string, number>();
  const visit = ({ nodes }: DescribedGraph): void => {
    for (const { op, graphs } of nodes) {
      counts.set(op, (counts.get(op) ?? 0) + 1);
      for (const [name, inside] of Object.entries(graphs)) if (name !== FUNCTION) visit(inside);
    }
  };
  visit(graph);
  return [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b, "en"));
}
