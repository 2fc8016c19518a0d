import { families } from "../autoencoders/families/index.ts";
import { nameIn, UsageError } from "./command.ts";
import { DETECTOR } from "./detector-run.ts";

/** What models are called elsewhere, and which of these are meant. */
const ELSEWHERE: ReadonlyMap<string, readonly string[]> = new Map([
  ["ae", ["stacked"]],
  ["dense", ["stacked"]],
  ["deep", ["stacked"]],
  ["pca", ["linear"]],
  ["cae", ["convolutional"]],
  ["cnn", ["convolutional"]],
  ["conv", ["convolutional"]],
  ["conv1d", ["convolutional-1d"]],
  ["rnn", ["recurrent"]],
  ["lstm", ["recurrent"]],
  ["gru", ["recurrent"]],
  ["dae", ["denoising"]],
  ["denoise", ["denoising"]],
  ["sae", ["sparse", "stacked"]],
  ["vae", ["variational"]],
  ["detector", [DETECTOR]],
  ["outlier", [DETECTOR]],
  ["outliers", [DETECTOR]],
]);

const known = nameIn("model", { ...families, [DETECTOR]: 0 });

/** Reads --model. @throws UsageError with the model that is meant by an abbreviation, or has the nearest name. */
export function modelNamed(text: string): string {
  const meant = ELSEWHERE.get(text.toLowerCase());
  if (!meant) return known(text);
  throw new UsageError(`Unknown model "${text}". Did you mean ${meant.map((name) => `"${name}"`).join(" or ")}?`);
}
