import {
  type CategoryColumn,
  type Column,
  CYCLE_SECONDS,
  type DateColumn,
  featureCount,
  type NumberColumn,
  type TablePreprocessing,
} from "../data/tables/schema/columns.ts";
import {
  asinh,
  cast,
  codesOfTexts,
  concat,
  constantOf,
  cos,
  div,
  equal,
  floor,
  input,
  mul,
  sin,
  sub,
  type Tensor,
  where,
} from "../graph/index.ts";
import type { Dim } from "../graph/tensor.ts";

/**
 * Creates the inputs of a graph for a table's raw columns, and the features [batch, features] that it computes from them, which
 * equal `toFeatures`. Each column has an input with its name and of shape [batch, 1], as in files of sklearn-onnx. Numbers are
 * float64; times are float64 too, in seconds since 1970 UTC; NaN is a missing value. Categories and booleans ("true", "false")
 * are strings; "" is a missing value.
 */
export function tableInputs({ columns }: TablePreprocessing) {
  let batch: Dim | string = "batch";
  const inputs = columns.map(({ name, kind }) => {
    const column = input(name, kind === "category" ? "string" : "float64", [batch, 1]);
    batch = column.shape[0]!;
    return column;
  });
  const parts = alike(columns).map(({ first, run }) => {
    const column = run[0]!;
    const x = inputs.slice(first, first + run.length);
    if (column.kind === "category") return categoryFeatures(column, x[0]!);
    return column.kind === "date" ? dateFeatures(column, x[0]!) : numberFeatures(run as NumberColumn[], concat(x, 1));
  });
  return { inputs, features: concat(parts, 1) };
}

/**
 * Groups neighbouring numbers with the same kind of scaling, so that a few operators scale them together. Every other column is a
 * group of its own.
 */
function alike(columns: readonly Column[]): { first: number; run: Column[] }[] {
  const runs: { first: number; run: Column[] }[] = [];
  columns.forEach((column, i) => {
    const last = runs.at(-1)?.run;
    const before = last?.[0];
    if (column.kind === "number" && before?.kind === "number" && before.scaling === column.scaling) last!.push(column);
    else runs.push({ first: i, run: [column] });
  });
  return runs;
}

const row = (numbers: readonly number[]): Tensor => constantOf("float64", [1, numbers.length], numbers);

/** Computes in float64, so that large numbers keep all their digits until their center is subtracted. */
function numberFeatures(columns: readonly NumberColumn[], x: Tensor): Tensor {
  const centered = div(sub(x, row(columns.map(({ center }) => center))), row(columns.map(({ scale }) => scale)));
  return cast(columns[0]!.scaling === "robust" ? asinh(centered) : centered, "float32");
}

/** Index of a missing value. */
const MISSING = -1;

function categoryFeatures(column: CategoryColumn, x: Tensor): Tensor {
  const size = featureCount(column);
  const codes = new Map(column.values.map((value, i) => [value, i]));
  // A column without a place for other values is a boolean. Python writes False and True.
  if (!column.open) for (const [i, value] of ["False", "True"].entries()) codes.set(value, i);
  const places = codesOfTexts(x, codes.set("", MISSING), column.open ? size - 1 : MISSING);
  const each = Array.from({ length: size }, (_, i) => i);
  return where(equal(places, MISSING), Number.NaN, cast(equal(places, constantOf("int64", [1, size], each)), "float32"));
}

/** Computes the phase in float64, because float32 is too imprecise for seconds since 1970. */
function dateFeatures({ cycles }: DateColumn, x: Tensor): Tensor {
  const points = cycles.flatMap((cycle) => {
    const turns = div(x, CYCLE_SECONDS[cycle]);
    const angle = mul(sub(turns, floor(turns)), 2 * Math.PI);
    return [sin(angle), cos(angle)];
  });
  return cast(concat(points, 1), "float32");
}
