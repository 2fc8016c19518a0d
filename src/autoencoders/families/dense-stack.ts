import { sizeOf } from "../../core/ndarray.ts";
import { dense, flatten, type Layer, reshape } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import type { BuildSettings, EncoderDecoder } from "../family.ts";

/**
 * Dense SELU layers down to the codings and, symmetrical about them, up again to the examples' shape.
 * @param coding the layers that give the codings; one more SELU layer by default.
 */
export function denseStack(
  { inputShape, hidden, codings, outputActivation: activation }: BuildSettings,
  coding: readonly Layer[] = [dense(codings, { activation: "selu" })],
): EncoderDecoder {
  const selu = (units: number) => dense(units, { activation: "selu" });
  const outputs = dense(sizeOf(inputShape), { activation });
  return {
    encoder: sequential([flatten(), ...hidden.map(selu), ...coding], { name: "encoder" }),
    decoder: sequential([...hidden.toReversed().map(selu), outputs, reshape(inputShape)], { name: "decoder" }),
  };
}
