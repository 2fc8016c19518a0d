import type { NdArray } from "../../core/ndarray.ts";
import { add, constant, exp, input, mul, reduceMean, square, sub, toOnnx } from "../../graph/index.ts";
import { callContext } from "../../layers/call-context.ts";
import { GaussianCodings } from "../../layers/gaussian-codings.ts";
import { numbersOf } from "../../layers/index.ts";
import { withProgram } from "../../runtime/default.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { asNumbers } from "../../training/program.ts";
import type { Network } from "../family.ts";

/** Returns the layer of an encoder that draws codings from normal distributions; undefined if there is none. */
export const gaussianOf = ({ encoder }: Pick<Network, "encoder">): GaussianCodings | undefined =>
  encoder.layers.find((layer): layer is GaussianCodings => layer instanceof GaussianCodings);

/**
 * Computes the divergence of each coding's distribution from the standard normal one [codings], in nats, as the mean over the
 * examples (Kingma & Welling, 2014, appendix B). 0 means that the coding contains no information about an example. Undefined if
 * the codings have no distributions.
 */
export async function divergencesOf(
  network: Network,
  examples: NdArray,
  runtime: Runtime | undefined,
): Promise<Float32Array | undefined> {
  const gaussian = gaussianOf(network);
  if (!gaussian) return undefined;
  const { encoder } = network;
  const values = new Map(encoder.variables.map((variable) => [variable, constant(numbersOf(variable))]));
  const context = callContext("use", values);
  const x = input("examples", examples.dtype, examples.shape);
  const before = encoder.layers.slice(0, encoder.layers.indexOf(gaussian));
  const seen = before.reduce((tensor, layer) => layer.apply(tensor, context), asNumbers(x));
  const { mean, logVariance } = gaussian.distributionOf(seen, context);
  const terms = mul(sub(sub(add(exp(logVariance), square(mean)), logVariance), 1), 0.5);
  const onnx = toOnnx({ name: "divergences", inputs: [x], outputs: { divergences: reduceMean(terms, 0) } });
  const { divergences } = await withProgram(runtime, onnx, (program) => program.run({ examples }));
  return divergences!.data as Float32Array;
}
