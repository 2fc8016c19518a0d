import { Dense } from "../../layers/dense.ts";
import type { AnyLayer } from "../../layers/layer.ts";
import type { EncoderDecoder } from "../family.ts";
import type { Principal } from "./principal.ts";

/** The connection around recurrent layers. */
export type Shortcut = "none" | "dense";

/** Name of the dense layer around the others. */
export const SHORTCUT = "shortcut";

/**
 * Sets the dense layers around the others so that the network returns the reconstructions of the same number of principal
 * components, with codings of variance 1.
 */
export function startShortcuts({ encoder, decoder }: EncoderDecoder, { mean, directions, variances, width }: Principal): void {
  const [around, back] = [encoder, decoder].map(shortcutIn);
  // Examples that are all the same have no directions. Missing values are marked in additional numbers, which the directions
  // don't have.
  if (!around || !back || !(variances[0]! > 0) || around.variables[0]!.shape[0] !== width) return;
  const [kernel, bias] = around.variables.map(({ value }) => value!) as [Float32Array, Float32Array];
  const [backKernel, backBias] = back.variables.map(({ value }) => value!) as [Float32Array, Float32Array];
  for (const values of [kernel, bias, backKernel]) values.fill(0);
  backBias.set(mean);
  const { units } = around;
  for (let j = 0; j < Math.min(units, variances.length); j++) {
    const size = Math.sqrt(variances[j]!);
    for (let i = 0; i < width; i++) {
      const along = directions[j * width + i]!;
      kernel[i * units + j] = along / size;
      bias[j]! -= (along * mean[i]!) / size;
      backKernel[j * width + i] = along * size;
    }
  }
}

function shortcutIn({ layers }: { readonly layers?: readonly AnyLayer[] }): Dense | undefined {
  for (const layer of layers ?? []) {
    if (layer instanceof Dense && layer.name === SHORTCUT) return layer;
    const inside = shortcutIn(layer);
    if (inside) return inside;
  }
  return undefined;
}
