import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { openStream, type StreamSource } from "../training/part-stream.ts";
import { expectExamples } from "./checks.ts";
import type { Compiled } from "./compile.ts";
import { FIT_OPTIONS, type FitOptions, type FitResult, fit } from "./fit.ts";
import type { Trainable } from "./trainable.ts";

/** Options of `fit` with a stream: those of `fit` with arrays, and the length of an epoch. */
export interface StreamFitOptions extends Omit<FitOptions, "stream" | "validationSplit" | "sampleWeights"> {
  /**
   * Number of batches in an epoch. An endless stream needs it, and each epoch then continues where the previous one ended. By
   * default an epoch has all parts.
   */
  readonly stepsPerEpoch?: number;
}

/** Trains a model on a stream. @throws as `fit` of a model with a stream. */
export async function fitStream(
  model: Trainable,
  compiled: Compiled,
  source: StreamSource,
  options: StreamFitOptions = {},
): Promise<FitResult> {
  const { stream: _, validationSplit: __, sampleWeights: ___, ...names } = FIT_OPTIONS;
  if (typeof options !== "object" || options === null || "shape" in options)
    throw new OptionError(
      "The targets of a stream must be in its parts, { x, y }, not in a second array. Call fit(stream, { epochs: 10 }).",
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
