import { fewLabels, type Labelled } from "../../autoencoders/index.ts";
import type { ExampleKind } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import { autoencoderWith } from "./viewing.ts";
import { pageRuntime } from "./wasm.ts";

/** The input of the comparison between a classifier on a trained encoder and one from scratch, both with few labels. */
export interface ClassifierStart {
  readonly settings: Settings;
  readonly kind: ExampleKind;
  readonly weights: Float32Array;
  readonly train: Labelled;
  readonly held: Labelled;
  readonly labelled: number;
}

export const classifier = {
  async compare(
    { settings, kind, weights, train, held, labelled }: ClassifierStart,
    tell: (what: string, epoch: number) => void,
  ): Promise<{ readonly accuracy: number; readonly fromScratch: number }> {
    const autoencoder = autoencoderWith(settings, kind, weights);
    const { accuracy, fromScratch } = await fewLabels(autoencoder, train, held, {
      runtime: await pageRuntime(1),
      labelled,
      seed: settings.seed,
      onEpoch: (what, { epoch }) => tell(what, epoch),
    });
    return { accuracy, fromScratch };
  },
};
