import {
  add,
  cast,
  clip,
  concat,
  constantOf,
  div,
  equal,
  exp,
  floor,
  gather,
  less,
  log,
  matmul,
  maximum,
  mul,
  slice,
  sub,
  type Tensor,
} from "../graph/index.ts";
import type { CallContext } from "../layers/call-context.ts";
import { dense, layerNormalization } from "../layers/index.ts";
import { Layer } from "../layers/layer.ts";
import { sequential } from "../models/sequential.ts";
import type { Features } from "./features.ts";
import { surprisesOfT } from "./student-t.ts";

/** Positions of a network's inputs, outputs and targets. Targets that are numbers come before those that are classes. */
export interface Layout {
  readonly columns: number;
  /** The column of each input. */
  readonly owners: readonly number[];
  /** Indices in `features.targets`, and their columns, in the order of the surprises. */
  readonly targets: readonly { readonly place: number; readonly column: number }[];
  readonly numbers: number;
  /** Number of classes of each of the other targets. */
  readonly sizes: readonly number[];
  /** Total number of classes. */
  readonly classes: number;
}

export function layoutOf({ columns, inputs, targets }: Features): Layout {
  const placed = targets.map((target, place) => ({ target, place, column: target.column }));
  const numbers = placed.filter(({ target }) => target.kind === "number");
  const classes = placed.filter(({ target }) => target.kind === "class");
  const sizes = classes.map(({ target }) => (target.kind === "class" ? target.names.length : 0));
  return {
    columns: columns.length,
    owners: inputs.map(({ column }) => column),
    targets: [...numbers, ...classes].map(({ place, column }) => ({ place, column })),
    numbers: numbers.length,
    sizes,
    classes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** Number of outputs: a location and the logarithm of a scale for each number, and a logit for each class. */
export const outputCount = ({ numbers, classes }: Layout): number => 2 * numbers + classes;
/** Number of target values: each number, a one-hot encoding of each class, and for each target whether it is present. */
export const targetCount = ({ numbers, classes, targets }: Layout): number => numbers + classes + targets.length;

/** Maximum share of a row's columns that are hidden in training, in addition to one that is always hidden. */
const MOST_HIDDEN = 0.5;

/**
 * Predicts any columns of a row from the others: a masked autoencoder of tables, made of residual blocks (He et al., 2016). It
 * takes [batch, inputs + columns], where the last numbers are 1 for columns that are missing or hidden. It returns [batch,
 * outputs + columns], where the last numbers are 1 for columns that were hidden in training.
 */
export class MaskedNetwork extends Layer {
  readonly layout: Layout;
  readonly first;
  readonly blocks;
  readonly last;

  constructor(layout: Layout, { units, depth }: { readonly units: number; readonly depth: number }) {
    super({ name: "masked_network", inputShape: [layout.owners.length + layout.columns] });
    this.layout = layout;
    this.first = dense(units);
    this.blocks = Array.from({ length: depth }, () =>
      sequential([layerNormalization(), dense(units, { activation: "gelu" }), dense(units)]),
    );
    this.last = dense(outputCount(layout));
  }

  call(x: Tensor, context: CallContext): Tensor {
    const { columns, owners } = this.layout;
    const given = slice(x, 1, owners.length, owners.length + columns);
    const hidden = context.training ? maximum(given, drawn(x, columns, context)) : given;
    const seen = mul(slice(x, 1, 0, owners.length), sub(1, gather(hidden, constantOf("int32", [owners.length], owners), 1)));
    let inner = this.first.apply(concat([seen, hidden], 1), context);
    for (const block of this.blocks) inner = add(inner, block.apply(inner, context));
    return concat([this.last.apply(inner, context), sub(hidden, given)], 1);
  }
}

/** Draws the columns to hide, as 1: a random share of each row's columns, and one more. */
function drawn(x: Tensor, columns: number, { random }: CallContext): Tensor {
  const uniform = (width: number) => add(mul(cast(random.bits([x.shape[0]!, width]), "float32"), 2 ** -32), 0.5);
  const some = less(uniform(columns), mul(uniform(1), MOST_HIDDEN));
  const one = floor(mul(uniform(1), columns * (1 - 1e-6)));
  const places = constantOf(
    "float32",
    [1, columns],
    Array.from({ length: columns }, (_, i) => i),
  );
  return maximum(cast(some, "float32"), cast(equal(places, one), "float32"));
}

/** Limits of the logarithm of a predicted scale. */
export const [LEAST_LOG_SCALE, MOST_LOG_SCALE] = [-6, 3];

/**
 * Computes the surprise of each target, -log p in nats, [batch, targets]. The surprise of a number comes from a density, so it
 * may be negative.
 * @param targets [batch, targetCount]. @param outputs [batch, outputCount + …].
 */
export function surprise(targets: Tensor, outputs: Tensor, { numbers, classes, sizes }: Layout): Tensor {
  const parts: Tensor[] = [];
  if (numbers > 0) {
    const logScale = clip(slice(outputs, 1, numbers, 2 * numbers), LEAST_LOG_SCALE, MOST_LOG_SCALE);
    const away = div(sub(slice(targets, 1, 0, numbers), slice(outputs, 1, 0, numbers)), exp(logScale));
    parts.push(add(logScale, surprisesOfT(away)));
  }
  if (classes > 0) {
    const logits = clip(slice(outputs, 1, 2 * numbers, 2 * numbers + classes), -20, 20);
    const members = constantOf("float32", [classes, sizes.length], membership(sizes));
    const own = matmul(mul(logits, slice(targets, 1, numbers, numbers + classes)), members);
    parts.push(sub(log(matmul(exp(logits), members)), own));
  }
  return parts.length > 1 ? concat(parts, 1) : parts[0]!;
}

/** Returns 1 for each class that belongs to a target, [classes, targets]. */
function membership(sizes: readonly number[]): number[] {
  return sizes
    .flatMap((size, target) => Array.from({ length: size }, () => sizes.map((_, other) => Number(other === target))))
    .flat();
}
