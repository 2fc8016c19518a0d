import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { openStream, type StreamSource } from "../training/part-stream.ts";
import { expectExamples } from "./checks.ts";
import type { Compiled } from "./compile.ts";
import { FIT_OPTIONS, type FitOptions, type FitResult, fit } from "./fit.ts";
import type { Trainable } from "./trainable.ts";

/** Options of a model's `fit` of a stream: those of arrays, and how long an epoch is. */
export interface StreamFitOptions extends Omit<FitOptions, "stream" | "validationSplit" | "sampleWeights"> {
  /** Number of batches of an epoch, which a stream without end needs: each epoch goes on where the one before ended. All of the stream's parts by default. */
  readonly stepsPerEpoch?: number;
}

/** Trains a model on a stream. @throws as `Sequential.fit` of a stream. */
export async function fitStream(
  model: Trainable,
  compiled: Compiled,
  source: StreamSource,
  options: StreamFitOptions = {},
): Promise<FitResult> {
  const { stream: _, validationSplit: __, sampleWeights: ___, ...names } = FIT_OPTIONS;
  if (typeof options !== "object" || options === null || "shape" in options)
    throw new OptionError(
      "A stream has its targets in its parts, { x, y }: fit(stream, { epochs: 10 }), without a second array.",
    );
  const { stepsPerEpoch, ...told } = knownOptions("fit", options, { ...names, stepsPerEpoch: true });
  const opened = await openStream(source, { stepsPerEpoch, epochs: told.epochs ?? 1 });
  const stream = {
    ...opened,
    async *pass() {
      for await (const part of opened.pass()) {
        if (model.isBuilt) expectExamples(model, part.examples);
        yield part;
      }
    },
  };
  const { examples, targets, weights } = stream.first;
  const [sampleWeights] = weights;
  return fit(model, compiled, examples, targets, { ...told, stream, ...(sampleWeights && { sampleWeights }) });
}
