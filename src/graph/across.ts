import type { GraphSpec } from "./onnx/write.ts";
import { node, type Tensor } from "./tensor.ts";

const ACROSS = "Across";

/**
 * Adds up a tensor over all processes that run the same graph, each on its own part of a batch. Its gradient is the sum of their
 * gradients. ONNX has no such operator: `stagesOf` cuts the graph there.
 */
export const across = (x: Tensor): Tensor => node(ACROSS, { inputs: [x], shape: x.shape, gradient: (dy) => [across(dy)] });

/** A part of a graph that runs without the other processes. */
export interface Stage {
  /** The part. Its outputs are results of the whole graph, sums of `sums`, and values that later stages need. */
  readonly graph: GraphSpec;
  /** Names of the outputs to add up over the processes before the next stage. It gets the sums under the same names. */
  readonly sums: readonly string[];
}

/**
 * Cuts a graph into stages, so that all sums over the processes (`across`) lie between two stages. Sums that don't depend on each
 * other lie between the same two.
 */
export function stagesOf({ name, outputs }: GraphSpec): readonly Stage[] {
  const levels = new Map<Tensor, number>();
  /** Returns the number of sums, one after the other, that a tensor depends on. It is the number of the stage that computes it. */
  const levelOf = (tensor: Tensor): number => {
    const x = plain(tensor);
    const known = levels.get(x);
    if (known !== undefined) return known;
    const level = Math.max(0, ...inputsOf(x).map(levelOf)) + (isSum(x) ? 1 : 0);
    levels.set(x, level);
    return level;
  };
  const results = Object.entries(outputs).map(([output, x]) => [output, plain(x)] as const);
  const last = Math.max(0, ...results.map(([, x]) => levelOf(x)));
  const names = new Map<Tensor, string>();
  const needs = Array.from({ length: last + 1 }, () => new Set<Tensor>());
  const sums = needs.map(() => new Set<Tensor>());
  const nameOf = (x: Tensor): string => {
    const known = names.get(x) ?? `between/${names.size}`;
    names.set(x, known);
    return known;
  };
  /** Collects what a stage needs from the inputs and from earlier stages to compute tensors. */
  const collect = (stage: number, wanted: readonly Tensor[]): { inputs: Set<Tensor>; given: Set<Tensor> } => {
    const [inputs, given, seen] = [new Set<Tensor>(), new Set<Tensor>(), new Set<Tensor>()];
    const visit = (tensor: Tensor): void => {
      const x = plain(tensor);
      if (seen.has(x)) return;
      seen.add(x);
      if (x.source.kind === "input") inputs.add(x);
      if (x.source.kind !== "node") return;
      if (isSum(x) || (levelOf(x) < stage && x.source.node.op !== "Reshape")) given.add(x);
      else inputsOf(x).forEach(visit);
    };
    wanted.forEach(visit);
    return { inputs, given };
  };
  const stages: Stage[] = [];
  // Later stages say what earlier ones must return.
  for (let stage = last; stage >= 0; stage--) {
    const own = results.filter(([, x]) => levelOf(x) === stage);
    const added = [...sums[stage]!];
    const wanted = [...own.map(([, x]) => x), ...needs[stage]!, ...added.map(summand)];
    const { inputs, given } = collect(stage, wanted);
    for (const x of given) (isSum(x) ? sums[levelOf(x) - 1] : needs[levelOf(x)])!.add(x);
    stages.unshift({
      graph: {
        name: `${name} ${stage + 1}`,
        inputs: [...inputs],
        given: Object.fromEntries([...given].map((x) => [nameOf(x), x])),
        outputs: Object.fromEntries([
          ...own,
          ...[...needs[stage]!].map((x) => [nameOf(x), x] as const),
          ...added.map((x) => [nameOf(x), summand(x)] as const),
        ]),
      },
      sums: added.map(nameOf),
    });
  }
  return stages;
}

/** Returns the tensor that holds the values, without gradients of its own. */
const plain = (x: Tensor): Tensor => (x.source.kind === "alias" ? plain(x.source.value) : x);

const isSum = ({ source }: Tensor): boolean => source.kind === "node" && source.node.op === ACROSS;
const summand = (x: Tensor): Tensor => plain(inputsOf(x)[0]!);

/** Returns what an operator is computed from: its inputs, and the values from outside that the body of a loop uses. */
function inputsOf({ source }: Tensor): readonly Tensor[] {
  if (source.kind !== "node") return [];
  const { inputs, body } = source.node;
  return [...inputs.filter((x) => x !== undefined), ...(body ? outside(body.results) : [])];
}

function outside(results: readonly Tensor[]): readonly Tensor[] {
  const [found, seen] = [new Set<Tensor>(), new Set<Tensor>()];
  const visit = (tensor: Tensor): void => {
    const x = plain(tensor);
    if (seen.has(x)) return;
    seen.add(x);
    if (x.depth === 0) found.add(x);
    else inputsOf(x).forEach(visit);
  };
  results.forEach(visit);
  return [...found];
}
