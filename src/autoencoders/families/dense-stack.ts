import { sizeOf } from "../../core/ndarray.ts";
import { dense, flatten, type Layer, reshape } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import type { BuildSettings, EncoderDecoder } from "../family.ts";
import { PROJECTION } from "../plan/start-dense.ts";

/**
 * Builds dense layers down to the codings, and the same layers in reverse up to the shape of the examples.
 * @param activation activation of all layers except the last; SELU by default.
 * @param coding layers that return the codings; one more dense layer by default.
 */
export function denseStack(
  { inputShape, hidden, codings, components = 0, outputActivation }: BuildSettings,
  { activation = "selu", coding }: { readonly activation?: "selu" | "linear"; readonly coding?: readonly Layer[] } = {},
): EncoderDecoder {
  const layer = (units: number) => dense(units, { activation });
  const isProjected = components > 0;
  const outputs = dense(sizeOf(inputShape), { activation: outputActivation, trainable: !isProjected });
  return {
    encoder: sequential(
      [
        flatten(),
        ...(isProjected ? [dense(components, { name: PROJECTION, trainable: false })] : []),
        ...hidden.map(layer),
        ...(coding ?? [layer(codings)]),
      ],
      { name: "encoder" },
    ),
    decoder: sequential(
      [...hidden.toReversed().map(layer), ...(isProjected ? [dense(components)] : []), outputs, reshape(inputShape)],
      { name: "decoder" },
    ),
  };
}
