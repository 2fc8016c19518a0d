import { sizeOf } from "../core/ndarray.ts";
import type { EpochLog } from "../training/history.ts";
import { showNoise } from "./noise.ts";
import { onnxParts } from "./onnx-parts.ts";
import { tableUse } from "./table-card.ts";
import type { TrainedAutoencoder } from "./trained.ts";

/** Writes the model card of a folder, as Markdown: a description of the model, its metrics, and how to use it. */
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

${table ? `${table.windows ? `Windows of ${table.windows.window} rows` : "Rows"} of ${table.columns.length} columns, as ${table.windows ? `[${shape}]` : shape} features,` : `Examples [${shape}]`} are encoded as codings [${encoder.outputShape.join(", ")}] and reconstructed from them. The model has ${parameters.toLocaleString("en-US")} parameters.

| | |
|---|---|
| trained on | ${dataset}, seed ${seed} |
| epochs | ${history.length}${kept === history.at(-1) ? "" : `; the weights are those of epoch ${kept?.epoch}`} |
| loss (${loss}) | ${figure(kept?.loss)} |
| validation loss | ${figure(kept?.valLoss)} |
| optimizer | ${typeof optimizer === "object" ? (optimizer as { kind: string }).kind : optimizer}${rate === undefined ? "" : `, learning rate ${rate}`} |
${autoencoder.scalers ? "| numbers | scaled by the model, by mean and standard deviation of the training examples |\n" : ""}${noise ? `| noise in training | ${showNoise(noise)} |\n` : ""}
## Use

${table ? (table.windows ? windowUse(shape, scores) : `    codings encode . DATA -o codings.parquet\n\n${tableUse(table, scores)}`) : exampleUse(shape, scores, autoencoder.scalers !== undefined)}
In TypeScript, \`await Autoencoder.load(path)\` of the package codings loads the autoencoder.
`;
}

const windowUse = (shape: string, scores: readonly string[]): string => `    codings score . DATA -o scores.csv
    codings encode . DATA -o codings.parquet

Rows are sorted, grouped and cut into windows as configured by \`windows\` of the table in config.json. The ONNX files take windows of features
[batch, ${shape}], as described by the table's columns in config.json (NaN: missing). \`scorer.onnx\` returns ${scores.join(" and ")} of each step. The score
of a row is the mean over all windows that contain it. \`calibration\` in config.json has the scores of the held-out rows.`;

const exampleUse = (
  shape: string,
  scores: readonly string[],
  isScaled: boolean,
): string => `    codings encode . DATA -o codings.npy
    codings reconstruct . DATA -o reconstructions.png

\`encoder.onnx\` (returns codings), \`autoencoder.onnx\` (returns reconstructions) and \`scorer.onnx\` (returns ${scores.join(", ")}) take examples [batch, ${shape}]
as they are stored (${isScaled ? "the model scales each number by mean and standard deviation; the score is computed on scaled numbers" : "the model scales pixels from 0-255"}). \`decoder.onnx\` takes codings. All run in any ONNX Runtime, in Python with
\`onnxruntime.InferenceSession("encoder.onnx").run(None, {"examples": rows})\`.`;
