import { type NdArray, ndarray } from "../../../core/ndarray.ts";

/**
 * Scales a map [n, 2] around its centre to the width of another one. Without this, maps that are aligned one after the other would shrink, because the best
 * fit of a different map is a smaller one.
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
