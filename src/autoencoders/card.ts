import { sizeOf } from "../core/ndarray.ts";
import type { EpochLog } from "../training/history.ts";
import { showNoise } from "./noise.ts";
import { onnxParts } from "./onnx-parts.ts";
import { tableUse } from "./table-card.ts";
import type { TrainedAutoencoder } from "./trained.ts";

/** The model card of a folder, as Markdown: what the model is, how well it does, how to use it. */
export function modelCard(
  autoencoder: TrainedAutoencoder,
  { dataset, history, kept, seed }: { dataset: string; history: readonly EpochLog[]; kept?: EpochLog; seed: number },
): string {
  const { family, settings, trained } = autoencoder;
  const { encoder, model } = trained;
  const figure = (value: number | undefined) => (value === undefined ? "not measured" : value.toFixed(4));
  const parameters = model.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const shape = model.inputExampleShape.join(", ");
  const { loss, noise, optimizer, learningRate } = settings;
  const rate = kept?.learningRate ?? learningRate;
  const { table } = settings;
  const scores = Object.keys(onnxParts.scorer(autoencoder).outputs);
  return `# ${family} autoencoder of ${dataset}

${table ? `${table.windows ? `Windows of ${table.windows.window} rows` : "Rows"} of ${table.columns.length} columns, as ${table.windows ? `[${shape}]` : shape} features,` : `Examples [${shape}]`} become codings [${encoder.outputShape.join(", ")}] and are reconstructed from them; ${parameters.toLocaleString("en-US")} parameters.

| | |
|---|---|
| trained on | ${dataset}, seed ${seed} |
| epochs | ${history.length}${kept === history.at(-1) ? "" : `, the weights of epoch ${kept?.epoch}`} |
| loss (${loss}) | ${figure(kept?.loss)} |
| validation loss | ${figure(kept?.valLoss)} |
| optimizer | ${typeof optimizer === "object" ? (optimizer as { kind: string }).kind : optimizer}${rate === undefined ? "" : `, learning rate ${rate}`} |
${autoencoder.scalers ? "| numbers | scaled inside, by mean and deviation of the training examples |\n" : ""}${noise ? `| noise while it learned | ${showNoise(noise)} |\n` : ""}
## Use

${table ? (table.windows ? windowUse(shape, scores) : `    codings encode . DATA -o codings.parquet\n\n${tableUse(table, scores)}`) : exampleUse(shape, scores, autoencoder.scalers !== undefined)}
In TypeScript, \`await Autoencoder.load(path)\` of the package codings gives the autoencoder.
`;
}

const windowUse = (shape: string, scores: readonly string[]): string => `    codings score . DATA -o scores.csv
    codings encode . DATA -o codings.parquet

Rows are put in order, grouped and cut into windows as \`windows\` of the table in config.json says. The ONNX files take windows of features
[batch, ${shape}], which the table's columns in config.json become (NaN: missing); from \`scorer.onnx\` come ${scores.join(" and ")} of each step, whose means over all
windows that hold a row are the row's. \`calibration\` in config.json has those of the rows held out.`;

const exampleUse = (
  shape: string,
  scores: readonly string[],
  isScaled: boolean,
): string => `    codings encode . DATA -o codings.npy
    codings reconstruct . DATA -o reconstructions.png

\`encoder.onnx\` (to codings), \`autoencoder.onnx\` (to reconstructions) and \`scorer.onnx\` (to ${scores.join(", ")}) take examples [batch, ${shape}]
as they are stored (${isScaled ? "each number is scaled inside, by mean and deviation; the score is of scaled numbers" : "pixels 0-255 are scaled inside"}), \`decoder.onnx\` takes codings, and all run in any ONNX Runtime: in Python,
\`onnxruntime.InferenceSession("encoder.onnx").run(None, {"examples": rows})\`.`;
