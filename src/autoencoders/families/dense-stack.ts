import { sizeOf } from "../../core/ndarray.ts";
import { dense, flatten, type Layer, reshape } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import type { BuildSettings, EncoderDecoder } from "../family.ts";
import { PROJECTION } from "../plan/start-dense.ts";

/**
 * Dense layers down to the codings and, symmetrical about them, up again to the examples' shape.
 * @param activation of the layers but the last; SELU by default.
 * @param coding the layers that give the codings; one more such layer by default.
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
