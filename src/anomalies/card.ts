import { asCode, tableProgram } from "../autoencoders/table-card.ts";
import { sizeOf } from "../core/ndarray.ts";
import { count, rounded } from "../core/words.ts";
import type { GraphSpec, Tensor } from "../graph/index.ts";
import { showThreshold } from "../scoring/thresholds/index.ts";
import { type DetectorState, graphOf } from "./measure.ts";
import { varyingColumns } from "./scaling.ts";

/** Returns the README.md of a detector's folder: a description, the training data, and how to use it. */
export function detectorCard(detector: DetectorState, dataset: string): string {
  const { settings, learned } = detector;
  const { measure, calibration, history } = learned;
  const { ensemble, reference, neighbors, scaling } = measure;
  const { codings, hidden } = ensemble.options;
  const parameters = ensemble.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const { threshold, table } = settings;
  const features = scaling.scale.length;
  const columns = table ? `${table.columns.length} columns, as ${features} features` : `${features} columns`;
  const nearest = reference ? "its distance to\nthe most similar usual rows, " : "";
  const rows = reference
    ? `model.safetensors and detector.onnx contain ${reference.shape[0]} of the training rows, scaled. Don't share them with people who may not see these rows.
A detector that is trained with \`--no-rows\` (in code \`rows: false\`) contains none.`
    : "The folder contains no training rows. It contains how often the values of each column occur, and the covariance of the columns.";
  return `# Anomaly detector for ${dataset}

The detector scores rows of ${columns}, of which ${varyingColumns(scaling).length} vary. The score combines the distance of a row to its reconstructions by ${codings.length} autoencoders, ${nearest}and how rare its values are. A usual row has a score of about 0. A higher score is more unusual. A missing value counts as the
expected value.

| | |
|---|---|
| training data | ${dataset}, seed ${settings.seed} |
| codings, hidden layers | ${codings.join(", ")}; ${hidden.join(", ")}; ${count(parameters)} parameters |
| epochs | ${history.length}, without the ${100 * settings.trim} % of each batch with the largest errors |
| reference rows | ${reference ? `${reference.shape[0]}; the ${neighbors} nearest ones are used` : "none"} |
| held-out rows | ${calibration.quantiles.length} |
| threshold | ${rounded(calibration.threshold, 4)} (option: ${typeof threshold === "string" ? threshold : showThreshold(threshold)}) |

## Use

    codings score . DATA -o scores.csv

${onnxUse(detector)}
In TypeScript, \`await AnomalyDetector.load(path)\` from the package codings loads the detector.

${rows}
`;
}

/** Describes the inputs and outputs of the ONNX file, with a Python program that runs it. */
function onnxUse(detector: DetectorState): string {
  const { settings, learned } = detector;
  const { table } = settings;
  const graph = graphOf(detector);
  const outputs = Object.keys(graph.outputs);
  const features = learned.measure.scaling.scale.length;
  const program = table ? tableProgram(table, "detector.onnx", outputs) : arrayProgram(features, outputs);
  return `\`detector.onnx\` runs in any ONNX Runtime. Its inputs are${table ? " the raw columns of the table. Times are seconds since 1970 UTC, and true and false are those words" : " rows in their own units"}.
A missing value is ${table ? 'NaN, or "" in a text column' : "NaN"}.

${listOf(inputsOf(graph))}

Its outputs are the score of each row, the percentage of held-out rows that score no higher, and whether the row is an outlier (1 or 0). It also
returns how much each ${table ? "column, in the order above," : "column"} adds to the reconstruction error${table ? "" : ", and the expected values"}:

${listOf(Object.entries(graph.outputs))}

In Python, in this folder:

${asCode(program)}
`;
}

const arrayProgram = (features: number, outputs: readonly string[]): string => `import numpy as np
import onnxruntime

# Your rows; NaN is a missing value.
rows = np.zeros((2, ${features}), dtype="float32")
session = onnxruntime.InferenceSession("detector.onnx")
${outputs.join(", ")} = session.run(None, {"examples": rows})`;

const inputsOf = ({ inputs }: GraphSpec) =>
  inputs.flatMap((tensor) => (tensor.source.kind === "input" ? [[tensor.source.name, tensor] as const] : []));

const listOf = (tensors: readonly (readonly [name: string, tensor: Tensor])[]): string =>
  tensors.map(([name, { dtype, shape }]) => `- \`${name}\`: ${dtype} [${["batch", ...shape.slice(1)].join(", ")}]`).join("\n");
