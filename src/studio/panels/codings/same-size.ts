import { type NdArray, ndarray } from "../../../core/ndarray.ts";

/**
 * A map [n, 2] about its own middle as wide as another one: maps that are aligned one to the next would shrink a little each time, for the best fit of
 * two that differ is smaller than either.
 */
export function sameSize(map: NdArray<"float32">, like: NdArray<"float32">): NdArray<"float32"> {
  const [own, other] = [measured(map), measured(like)];
  const factor = own.width > 0 && other.width > 0 ? other.width / own.width : 1;
  return ndarray(
    "float32",
    map.shape,
    map.data.map((value, at) => own.centre[at % 2]! + (value - own.centre[at % 2]!) * factor),
  );
}

function measured({ data }: NdArray<"float32">) {
  const centre = [0, 0];
  for (let at = 0; at < data.length; at++) centre[at % 2]! += (2 * data[at]!) / data.length;
  let squares = 0;
  for (let at = 0; at < data.length; at++) squares += (data[at]! - centre[at % 2]!) ** 2;
  return { centre, width: Math.sqrt((2 * squares) / data.length) };
}
