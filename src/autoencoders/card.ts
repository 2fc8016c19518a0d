import { sizeOf } from "../core/ndarray.ts";
import type { EpochLog } from "../training/history.ts";
import type { Autoencoder } from "./autoencoder.ts";
import { showNoise } from "./noise.ts";

/** The model card of a folder, as Markdown: what the model is, how well it does, how to use it. */
export function modelCard(
  { family, settings, trained: { encoder, model } }: Autoencoder,
  { dataset, history, seed }: { dataset: string; history: readonly EpochLog[]; seed: number },
): string {
  const last = history.at(-1);
  const figure = (value: number | undefined) => (value === undefined ? "not measured" : value.toFixed(4));
  const parameters = model.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const shape = model.inputExampleShape.join(", ");
  const { loss, noise, optimizer, learningRate } = settings;
  const rate = last?.learningRate ?? learningRate;
  return `# ${family} autoencoder of ${dataset}

Examples [${shape}] become codings [${encoder.outputShape.join(", ")}] and are reconstructed from them; ${parameters.toLocaleString("en-US")} parameters.

| | |
|---|---|
| trained on | ${dataset}, seed ${seed} |
| epochs | ${history.length} |
| loss (${loss}) | ${figure(last?.loss)} |
| validation loss | ${figure(last?.valLoss)} |
| optimizer | ${typeof optimizer === "object" ? (optimizer as { kind: string }).kind : optimizer}${rate === undefined ? "" : `, learning rate ${rate}`} |
${noise ? `| noise while it learned | ${showNoise(noise)} |\n` : ""}
## Use

    codings encode . DATA -o codings.npy
    codings reconstruct . DATA -o reconstructions.png

\`encoder.onnx\`, \`decoder.onnx\` and \`autoencoder.onnx\` take examples [batch, ${shape}] as they are stored (pixels 0-255 are scaled
inside) and run in any ONNX Runtime: in Python, \`onnxruntime.InferenceSession("encoder.onnx").run(None, {"examples": rows})\`.
In TypeScript, \`await Autoencoder.load(path)\` of the package codings gives the autoencoder.
`;
}
