import {
  type Column,
  CYCLE_SECONDS,
  type DateColumn,
  featureCount,
  type TablePreprocessing,
} from "../data/tables/schema/columns.ts";
import { OTHER } from "../data/tables/schema/features.ts";
import {
  add,
  argMax,
  atan,
  cast,
  concat,
  div,
  floor,
  less,
  maximum,
  mul,
  reshape,
  sinh,
  slice,
  sqrt,
  square,
  sub,
  type Tensor,
  textsOfCodes,
  where,
} from "../graph/index.ts";

/**
 * Converts features [batch, features] to the units of the table, with one output for each column, called `reconstructed_` and the
 * column's name. Numbers are float64 [batch, 1], in their own unit. Categories are strings [batch, 1], the most likely value.
 * Times are float64 [batch, cycles]: the seconds since the start of each day, week (which begins on Thursday, as 1970 did) and
 * year in which the column varies.
 */
export function tableOutputs({ columns }: TablePreprocessing, features: Tensor): Record<string, Tensor> {
  const taken = new Set(columns.map(({ name }) => name));
  let at = 0;
  const outputs = columns.map((column) => {
    const size = featureCount(column);
    const name = freeName(`reconstructed_${column.name}`, taken);
    taken.add(name);
    at += size;
    return [name, inOwnTerms(column, slice(features, 1, at - size, at))] as const;
  });
  return Object.fromEntries(outputs);
}

/** Returns a name that isn't taken: the wanted one, with underscores added as long as it is. */
export const freeName = (wanted: string, taken: ReadonlySet<string>): string =>
  taken.has(wanted) ? freeName(`${wanted}_`, taken) : wanted;

function inOwnTerms(column: Column, x: Tensor): Tensor {
  if (column.kind === "date") return secondsOfCycles(column, x);
  if (column.kind === "category") return textsOfCodes(reshape(cast(argMax(x), "int64"), [x.shape[0]!, 1]), column.values, OTHER);
  const { scaling, center, scale, whole } = column;
  const scaled = cast(x, "float64");
  const value = add(mul(scaling === "robust" ? sinh(scaled) : scaled, scale), center);
  return whole ? floor(add(value, 0.5)) : value;
}

function secondsOfCycles({ cycles }: DateColumn, x: Tensor): Tensor {
  const parts = cycles.map((cycle, i) => {
    const [sine, cosine] = [0, 1].map((j) => cast(slice(x, 1, 2 * i + j, 2 * i + j + 1), "float64")) as [Tensor, Tensor];
    const turns = div(angle(sine, cosine), 2 * Math.PI);
    return mul(sub(turns, floor(turns)), CYCLE_SECONDS[cycle]);
  });
  return concat(parts, 1);
}

/**
 * Returns the angle of a point from its sine and cosine times any length. It is twice the angle of half of it, whose tangent has
 * two forms, each exact where the other isn't.
 */
function angle(sine: Tensor, cosine: Tensor): Tensor {
  const length = sqrt(add(square(sine), square(cosine)));
  const [left, right] = [div(sub(length, cosine), sine), div(sine, maximum(add(length, cosine), 1e-300))];
  return mul(cast(atan(cast(where(less(cosine, 0), left, right), "float32")), "float64"), 2);
}
